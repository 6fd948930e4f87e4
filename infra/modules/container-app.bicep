metadata description = 'Functions on Container Apps: the app and its browser in one image.'

param location string
param tags object
param suffix string
param image string
param replicas int
param callersFrom string[]
param settings object

@description('What the host calls itself. Without it a host in a container takes the name of its machine: each replica would run every timer, and a new revision would know neither when a timer ran last nor the host\'s keys.')
@maxLength(32)
param hostId string
param identityId string
param registryServer string
param workspaceId string

@description('The subnet of the private network, or nothing.')
param subnetId string

// The same in the Dockerfile.
var port = 8080
// Never ready: that asks vault and browser too, which all instances share, or lack at the same moment. A vault that is away for some
// minutes would take reads, answers, SCIM and notifications off the network, and the very answer that tells what is wrong.
var live = '/api/v1/health/live'

resource environment 'Microsoft.App/managedEnvironments@2025-07-01' = {
  name: 'cae-${suffix}'
  location: location
  tags: tags
  properties: {
    appLogsConfiguration: { destination: 'azure-monitor' }
    workloadProfiles: [{ name: 'Consumption', workloadProfileType: 'Consumption' }]
    vnetConfiguration: empty(subnetId) ? null : { infrastructureSubnetId: subnetId, internal: false }
  }
}

resource log 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: environment
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'ContainerAppConsoleLogs', enabled: true }
      { category: 'ContainerAppSystemLogs', enabled: true }
    ]
  }
}

resource app 'Microsoft.App/containerApps@2025-07-01' = if (!empty(image)) {
  name: 'ca-${suffix}'
  location: location
  tags: tags
  kind: 'functionapp'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    managedEnvironmentId: environment.id
    workloadProfileName: 'Consumption'
    configuration: {
      // One revision at a time: two of them would work on the same task hub with different code.
      activeRevisionsMode: 'Single'
      maxInactiveRevisions: 10
      ingress: {
        external: true
        targetPort: port
        transport: 'auto'
        allowInsecure: false
        // Where anything is allowed, everything else is not.
        ipSecurityRestrictions: [for (network, i) in callersFrom: { name: 'caller${i}', ipAddressRange: network, action: 'Allow' }]
      }
      registries: [{ server: registryServer, identity: identityId }]
    }
    template: {
      // A batch of changes takes five minutes at most, and ends by itself where it is let.
      terminationGracePeriodSeconds: 330
      containers: [
        {
          name: 'app'
          image: image
          resources: { cpu: json('2.0'), memory: '4Gi' }
          env: [for setting in items(union(settings, { AzureFunctionsWebHost__hostid: hostId })): { name: setting.key, value: string(setting.value) }]
          probes: [
            {
              type: 'Startup'
              httpGet: { path: live, port: port }
              periodSeconds: 5
              failureThreshold: 30
              timeoutSeconds: 3
            }
            {
              type: 'Liveness'
              httpGet: { path: live, port: port }
              periodSeconds: 20
              failureThreshold: 3
              timeoutSeconds: 5
            }
            {
              type: 'Readiness'
              httpGet: { path: live, port: port }
              initialDelaySeconds: 5
              periodSeconds: 10
              failureThreshold: 3
              timeoutSeconds: 5
            }
          ]
        }
      ]
      scale: { minReplicas: replicas, maxReplicas: replicas }
    }
  }
}

output address string = empty(image) ? '' : 'https://${app!.properties.configuration.ingress.fqdn}'
output name string = empty(image) ? '' : app.name
