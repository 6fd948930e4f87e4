metadata description = 'Where the image is pulled from. No user and password; the app may pull, and no more.'

param location string
param tags object
param name string
param identityId string
param principalId string
param privateNetwork bool
param endpointSubnetId string
param dnsZoneIds object

var acrPull = '7f951dda-4ed3-4680-a7ca-43fe172d538d' // AcrPull

resource registry 'Microsoft.ContainerRegistry/registries@2025-04-01' = {
  name: name
  location: location
  tags: tags
  // Only Premium has private endpoints.
  sku: { name: privateNetwork ? 'Premium' : 'Basic' }
  properties: {
    adminUserEnabled: false
    anonymousPullEnabled: false
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
  }
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: registry
  name: guid(registry.id, identityId, acrPull)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', acrPull)
  }
}

module endpoint 'private-endpoint.bicep' = if (privateNetwork) {
  name: 'registry-endpoint'
  params: {
    location: location
    tags: tags
    name: name
    targetId: registry.id
    part: 'registry'
    subnetId: endpointSubnetId
    dnsZoneId: dnsZoneIds.?registry ?? ''
  }
}

output server string = registry.properties.loginServer
