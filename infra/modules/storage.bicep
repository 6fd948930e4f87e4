metadata description = 'Tables, blobs and queues. No key of the account opens it; who is who is decided by roles.'

param location string
param tags object
@maxLength(24)
param name string
param sku string
param locked bool
param identityId string
param principalId string
param workspaceId string

@description('Whether the app is deployed as a package, which needs a container.')
param packages bool
param privateNetwork bool
param endpointSubnetId string
param dnsZoneIds object

// What the app does with each part; docs/operations.md tells why, and a test holds the two together.
var roles = [
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b' // Storage Blob Data Owner
  '974c5e8b-45b9-4653-ba55-5f855dd0fb88' // Storage Queue Data Contributor
  '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3' // Storage Table Data Contributor
]
var parts = ['blob', 'queue', 'table']

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    networkAcls: { defaultAction: privateNetwork ? 'Deny' : 'Allow', bypass: 'None' }
    encryption: {
      requireInfrastructureEncryption: true
      keySource: 'Microsoft.Storage'
      services: {
        blob: { enabled: true, keyType: 'Account' }
        table: { enabled: true, keyType: 'Account' }
        queue: { enabled: true, keyType: 'Account' }
      }
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: account
  name: 'default'
  properties: {
    // Only against accidents: sessions and evidence that the app deleted are to be gone soon.
    deleteRetentionPolicy: { enabled: true, days: 7 }
    containerDeleteRetentionPolicy: { enabled: true, days: 7 }
  }
}

resource packageContainer 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = if (packages) {
  parent: blobs
  name: 'app-package'
  properties: { publicAccess: 'None' }
}

resource tables 'Microsoft.Storage/storageAccounts/tableServices@2024-01-01' = {
  parent: account
  name: 'default'
}

resource queues 'Microsoft.Storage/storageAccounts/queueServices@2024-01-01' = {
  parent: account
  name: 'default'
}

// Who deleted or was refused what; reads and writes are the app's own business and would cost more than the data.
resource blobLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: blobs
  name: 'to-workspace'
  properties: { workspaceId: workspaceId, logs: [{ category: 'StorageDelete', enabled: true }] }
}

resource tableLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: tables
  name: 'to-workspace'
  properties: { workspaceId: workspaceId, logs: [{ category: 'StorageDelete', enabled: true }] }
}

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in roles: {
    scope: account
    name: guid(account.id, identityId, role)
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (locked) {
  scope: account
  name: 'keep'
  properties: { level: 'CanNotDelete', notes: 'Holds who has a seat and why. infra/teardown takes this away.' }
}

module endpoints 'private-endpoint.bicep' = [
  for part in parts: if (privateNetwork) {
    name: 'storage-${part}'
    params: {
      location: location
      tags: tags
      name: name
      targetId: account.id
      part: part
      subnetId: endpointSubnetId
      dnsZoneId: dnsZoneIds[?part] ?? ''
    }
  }
]

output name string = account.name
output packagesUri string = '${account.properties.primaryEndpoints.blob}app-package'
