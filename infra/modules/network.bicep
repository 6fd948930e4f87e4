metadata description = 'The network that storage, vault and registry are reached in, and the names that lead there.'

param location string
param tags object
param suffix string
param addressPrefix string
param hosting string

@description('Whether there is a Durable Task Scheduler to reach.')
param scheduler bool

// Both kinds of hosting want their subnet for themselves, delegated alike.
var zones = union(
  {
    blob: 'privatelink.blob.${environment().suffixes.storage}'
    queue: 'privatelink.queue.${environment().suffixes.storage}'
    table: 'privatelink.table.${environment().suffixes.storage}'
    vault: 'privatelink.vaultcore.azure.net'
    registry: 'privatelink.azurecr.io'
  },
  scheduler ? { scheduler: 'privatelink.durabletask.io' } : {}
)

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-${suffix}'
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addressPrefix] }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 23, 0)
          delegations: [{ name: 'app', properties: { serviceName: 'Microsoft.App/environments' } }]
          networkSecurityGroup: { id: guard.id }
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 24, 2)
          privateEndpointNetworkPolicies: 'Enabled'
          networkSecurityGroup: { id: guard.id }
        }
      }
      {
        // For the machine that somebody puts here to back up, restore or move secrets. A list of subnets is the whole list: one that is
        // added by hand goes with the next deployment, or keeps it from being made while a machine is in it.
        name: 'operators'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 24, 3)
          networkSecurityGroup: { id: guard.id }
        }
      }
    ]
  }
}

// Callers come through the front of Container Apps or Flex Consumption on 443; nothing else begins outside.
resource guard 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-${suffix}'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'https'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: hosting == 'container' ? 'Internet' : 'VirtualNetwork'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          // 31443 is where Container Apps takes over what came in on 443.
          destinationPortRanges: ['443', '31443']
        }
      }
    ]
  }
}

resource dnsZones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for zone in items(zones): {
    name: zone.value
    location: 'global'
    tags: tags
  }
]

resource dnsLinks 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (zone, i) in items(zones): {
    parent: dnsZones[i]
    name: suffix
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: network.id }
    }
  }
]

output appSubnetId string = '${network.id}/subnets/app'
output endpointSubnetId string = '${network.id}/subnets/endpoints'
output dnsZoneIds object = toObject(items(zones), zone => zone.key, zone => resourceId('Microsoft.Network/privateDnsZones', zone.value))
