metadata description = 'Seatkeeper in one resource group: the app, its storage, its vault, its eyes. docs/operations.md says how to use it.'

@description('Where everything is.')
param location string = resourceGroup().location

@description('What the resources are called after: lower-case letters and digits, so that it fits a storage account.')
@minLength(3)
@maxLength(8)
param name string = 'seatkpr'

@description('Which deployment this is; part of every name, and of the tags.')
@allowed(['test', 'production'])
param stage string

@description('container: Functions on Container Apps, with the browser in the image. flex: Flex Consumption, with a browser elsewhere, whose address is in the vault.')
@allowed(['container', 'flex'])
param hosting string = 'container'

@description('Where the durable engine keeps what is under way. storage: the account. scheduler: a Durable Task Scheduler, which wants an app that was built for it (docs/settings.md).')
@allowed(['storage', 'scheduler'])
param engine string = 'storage'

@description('container only: the image, by digest (registry/name@sha256:…). Empty: everything but the app is made, so that there is a registry to push the image to.')
param image string = ''

@description('container only: how many instances run. The durable engine on Azure Storage is not scaled by Container Apps itself, so it is a fixed number.')
@minValue(1)
@maxValue(4)
param replicas int = 1

@description('flex only: the secret of the vault that holds the browser\'s address; whoever has the address can use every session of that browser.')
param browserAddressName string = 'browser-endpoint'

@description('The networks that the app may be called from (CIDR). Empty: from everywhere. A restore closes it to all but the one who completes it: docs/operations.md.')
param callersFrom string[] = []

@description('Storage, vault and registry only by private endpoints, in a network of their own.')
param privateNetwork bool = false

@description('private network only: its addresses, a /16.')
param addressPrefix string = '10.40.0.0/16'

@description('How storage is copied. Tables cannot be restored to an earlier moment, so what is written is kept in several places.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param storageSku string = 'Standard_ZRS'

@description('Storage and vault cannot be deleted until the lock is taken away; infra/teardown does that after asking.')
param lockData bool = true

@description('The vault of this name was deleted less than its retention ago: take it back instead of making one.')
param recoverVault bool = false

@description('Who is told by alerts and by the budget.')
@minLength(1)
param alertEmails string[]

@description('What a month may cost, in the subscription\'s currency, before people are told.')
@minValue(1)
param monthlyBudget int

@description('The first day of a month, from which the budget counts; it cannot be changed later.')
param budgetStart string

@description('How long logs are kept, in days.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 90

@description('Whose access tokens are taken: the tenant, by its id.')
param tenantId string = tenant().tenantId

@description('What access tokens have to be for: the client id of the registration of the API, its App ID URI, or both with a comma between them. Empty: none are taken, and nobody can make the first key.')
param apiAudience string = ''

@description('The object id of the workspace\'s first Owner. Empty: whoever first calls with the app role Workspace.Owner.')
param ownerObjectId string = ''

@description('Further settings of the app, by the names of docs/settings.md. No secrets: they are in the vault.')
param settings object = {}

var tags = { product: 'seatkeeper', stage: stage }
var suffix = '${name}-${stage}'
// Storage accounts, vaults and registries share one namespace with everybody.
var unique = take(uniqueString(resourceGroup().id, name, stage), 8)
// At most 32 of lower-case letters, digits and dashes.
var hostId = toLower('${name}-${stage}-${unique}')

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-${suffix}'
  location: location
  tags: tags
}

module network 'modules/network.bicep' = if (privateNetwork) {
  name: 'network'
  params: {
    location: location
    tags: tags
    suffix: suffix
    addressPrefix: addressPrefix
    hosting: hosting
    scheduler: engine == 'scheduler'
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: {
    location: location
    tags: tags
    suffix: suffix
    retentionDays: logRetentionDays
    identityId: identity.id
    principalId: identity.properties.principalId
  }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  params: {
    location: location
    tags: tags
    name: 'st${name}${unique}'
    sku: storageSku
    locked: lockData
    identityId: identity.id
    principalId: identity.properties.principalId
    workspaceId: monitoring.outputs.workspaceId
    packages: hosting == 'flex'
    privateNetwork: privateNetwork
    endpointSubnetId: network.?outputs.endpointSubnetId ?? ''
    dnsZoneIds: network.?outputs.dnsZoneIds ?? {}
  }
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  params: {
    location: location
    tags: tags
    name: 'kv-${name}-${unique}'
    locked: lockData
    recover: recoverVault
    identityId: identity.id
    principalId: identity.properties.principalId
    workspaceId: monitoring.outputs.workspaceId
    privateNetwork: privateNetwork
    endpointSubnetId: network.?outputs.endpointSubnetId ?? ''
    dnsZoneIds: network.?outputs.dnsZoneIds ?? {}
  }
}

module registry 'modules/registry.bicep' = if (hosting == 'container') {
  name: 'registry'
  params: {
    location: location
    tags: tags
    name: 'cr${name}${unique}'
    identityId: identity.id
    principalId: identity.properties.principalId
    privateNetwork: privateNetwork
    endpointSubnetId: network.?outputs.endpointSubnetId ?? ''
    dnsZoneIds: network.?outputs.dnsZoneIds ?? {}
  }
}

module scheduler 'modules/scheduler.bicep' = if (engine == 'scheduler') {
  name: 'scheduler'
  params: {
    location: location
    tags: tags
    suffix: suffix
    identityId: identity.id
    principalId: identity.properties.principalId
    privateNetwork: privateNetwork
    endpointSubnetId: network.?outputs.endpointSubnetId ?? ''
    dnsZoneIds: network.?outputs.dnsZoneIds ?? {}
  }
}

// By these names host.scheduler.json asks for them.
var engineSettings = engine == 'scheduler'
  ? {
      DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${scheduler!.outputs.endpoint};Authentication=ManagedIdentity;ClientID=${identity.properties.clientId}'
      TASKHUB_NAME: scheduler!.outputs.hubName
    }
  : {}

// The names are those of docs/settings.md; a test holds them against what the app reads.
var appSettings = union(
  {
    AzureWebJobsStorage__accountName: storage.outputs.name
    AzureWebJobsStorage__credential: 'managedidentity'
    AzureWebJobsStorage__clientId: identity.properties.clientId
    APPLICATIONINSIGHTS_CONNECTION_STRING: monitoring.outputs.connectionString
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.properties.clientId};Authorization=AAD'
    // Nothing is served at the root, and so nothing without the headers that the app's answers have.
    AzureWebJobsDisableHomepage: 'true'
    AZURE_CLIENT_ID: identity.properties.clientId
    Secrets__Store: 'KeyVault'
    Secrets__VaultUri: vault.outputs.uri
    Secrets__ManagedIdentityClientId: identity.properties.clientId
    // As whom groups are read. It counts only once a tenant is named, and own settings win: an app registration with a secret has another.
    Graph__ClientId: identity.properties.clientId
    Entra__TenantId: empty(apiAudience) ? '' : tenantId
    Entra__Audience: apiAudience
    Entra__Authority: az.environment().authentication.loginEndpoint
    Bootstrap__OwnerObjectId: empty(apiAudience) ? '' : ownerObjectId
    DailyCheckSchedule: '0 0 3 * * *'
    WatchdogSchedule: '0 */5 * * * *'
    NotificationSchedule: '0 * * * * *'
    GroupReadSchedule: '0 * * * * *'
    GraphNotificationSchedule: '*/10 * * * * *'
    GraphReconcileSchedule: '0 */30 * * * *'
  },
  engineSettings,
  settings
)

module containerApp 'modules/container-app.bicep' = if (hosting == 'container') {
  name: 'container-app'
  params: {
    location: location
    tags: tags
    suffix: suffix
    image: image
    replicas: replicas
    callersFrom: callersFrom
    hostId: hostId
    settings: appSettings
    identityId: identity.id
    registryServer: registry.?outputs.server ?? ''
    workspaceId: monitoring.outputs.workspaceId
    subnetId: network.?outputs.appSubnetId ?? ''
  }
}

module flexApp 'modules/flex-app.bicep' = if (hosting == 'flex') {
  name: 'flex-app'
  params: {
    location: location
    tags: tags
    suffix: suffix
    unique: unique
    callersFrom: callersFrom
    settings: appSettings
    browserEndpoint: '@Microsoft.KeyVault(VaultName=${vault.outputs.name};SecretName=${browserAddressName})'
    identityId: identity.id
    packagesUri: storage.outputs.packagesUri
    subnetId: network.?outputs.appSubnetId ?? ''
  }
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  params: {
    location: location
    tags: tags
    suffix: suffix
    emails: alertEmails
    workspaceId: monitoring.outputs.workspaceId
    // Without an app there is nothing to hear from.
    enabled: hosting == 'flex' || !empty(image)
  }
}

module budget 'modules/budget.bicep' = {
  name: 'budget'
  params: {
    suffix: suffix
    amount: monthlyBudget
    startDate: budgetStart
    emails: alertEmails
  }
}

output appAddress string = hosting == 'flex' ? flexApp!.outputs.address : containerApp!.outputs.address
output appName string = hosting == 'flex' ? flexApp!.outputs.name : containerApp!.outputs.name
// docs/operations.md, Microsoft Entra: whom an administrator of the tenant gives the permissions of Graph.
output identityClientId string = identity.properties.clientId
output identityPrincipalId string = identity.properties.principalId
output registryServer string = registry.?outputs.server ?? ''
output storageName string = storage.outputs.name
output vaultName string = vault.outputs.name
