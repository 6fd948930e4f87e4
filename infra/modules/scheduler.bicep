metadata description = 'The Durable Task Scheduler: keeps what is under way, in place of the engine\'s queues and tables on storage. Never deployed.'

param location string
param tags object
param suffix string
param identityId string
param principalId string
param privateNetwork bool
param endpointSubnetId string
param dnsZoneIds object

var dataContributor = '0ad04412-c4d5-4796-b79c-f76d14c8d402' // Durable Task Data Contributor

resource scheduler 'Microsoft.DurableTask/schedulers@2026-02-01' = {
  name: 'dts-${suffix}'
  location: location
  tags: tags
  properties: {
    // Paid by what is dispatched. It keeps what has ended for 30 days at most.
    sku: { name: 'Consumption' }
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    // An empty list lets nobody in. Without a network of its own the app has no address that stays; who it is, its identity proves.
    ipAllowlist: privateNetwork ? [] : ['0.0.0.0/0']
  }

  resource hub 'taskHubs' = {
    name: 'Seatkeeper'
    properties: {}
  }
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: scheduler::hub
  name: guid(scheduler::hub.id, identityId, dataContributor)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', dataContributor)
  }
}

module endpoint 'private-endpoint.bicep' = if (privateNetwork) {
  name: 'scheduler-endpoint'
  params: {
    location: location
    tags: tags
    name: scheduler.name
    targetId: scheduler.id
    part: 'scheduler'
    subnetId: endpointSubnetId
    dnsZoneId: dnsZoneIds.?scheduler ?? ''
  }
}

output endpoint string = scheduler.properties.endpoint
output hubName string = scheduler::hub.name
