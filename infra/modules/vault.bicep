metadata description = 'Passwords, second factors and data keys. Roles, not policies; what was deleted can be had back, and nobody can hasten its end.'

param location string
param tags object
@maxLength(24)
param name string
param locked bool
param recover bool
param identityId string
param principalId string
param workspaceId string
param privateNetwork bool
param endpointSubnetId string
param dnsZoneIds object

var secretsOfficer = 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7' // Key Vault Secrets Officer

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    createMode: recover ? 'recover' : 'default'
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    enabledForDeployment: false
    enabledForDiskEncryption: false
    enabledForTemplateDeployment: false
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    networkAcls: { defaultAction: privateNetwork ? 'Deny' : 'Allow', bypass: 'None' }
  }
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, identityId, secretsOfficer)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsOfficer)
  }
}

resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'to-workspace'
  properties: { workspaceId: workspaceId, logs: [{ category: 'AuditEvent', enabled: true }] }
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (locked) {
  scope: vault
  name: 'keep'
  properties: { level: 'CanNotDelete', notes: 'Without its data keys no stored session opens. infra/teardown takes this away.' }
}

module endpoint 'private-endpoint.bicep' = if (privateNetwork) {
  name: 'vault-endpoint'
  params: {
    location: location
    tags: tags
    name: name
    targetId: vault.id
    part: 'vault'
    subnetId: endpointSubnetId
    dnsZoneId: dnsZoneIds.?vault ?? ''
  }
}

output name string = vault.name
output uri string = vault.properties.vaultUri
