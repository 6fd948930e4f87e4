metadata description = 'Flex Consumption: the app as a package, the browser elsewhere.'

param location string
param tags object
param suffix string
param unique string
param callersFrom string[]
param settings object

@description('A reference to the vault, never the address itself.')
param browserEndpoint string
param identityId string
param packagesUri string

@description('The subnet of the private network, or nothing.')
param subnetId string

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-${suffix}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { tier: 'FlexConsumption', name: 'FC1' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: 'func-${suffix}-${unique}'
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
      ipSecurityRestrictionsDefaultAction: empty(callersFrom) ? 'Allow' : 'Deny'
      ipSecurityRestrictions: [for (network, i) in callersFrom: { name: 'caller${i}', ipAddress: network, action: 'Allow', priority: 100 + i }]
    }
    functionAppConfig: {
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        // One browser serves one instance, and only durable activities use it. The count holds for each group of functions that scales by
        // itself: all durable ones are one group, calls another, and each timer one of its own. Instances that are always ready come on
        // top of it, so there are none: with one, the durable group could have two.
        maximumInstanceCount: 1
        instanceMemoryMB: 2048
      }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packagesUri
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
    }
  }

  resource appSettings 'config' = {
    name: 'appsettings'
    properties: union(settings, { Browser__WsEndpoint: browserEndpoint })
  }

  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

output address string = 'https://${app.properties.defaultHostName}'
output name string = app.name
