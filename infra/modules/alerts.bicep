metadata description = 'What wakes a person. Each looks for messages that the app sends today, or for its meters; a test holds both against the source.'

param location string
param tags object
param suffix string
param emails string[]
param workspaceId string
param enabled bool

// says: words of a message of the app, each of which counts. query: what else is looked for. window: Azure takes a few lengths only.
// What was logged with an exception is in another table, and there the message is the exception's: what the app said is a property.
var said = 'union isfuzzy=true AppTraces, AppExceptions | extend Said = iff(Type == "AppExceptions", tostring(Properties.OriginalFormat), Message)'

var alerts = [
  {
    name: 'tasks-failing'
    description: 'Three tasks or more failed within half an hour, those that were abandoned included.'
    severity: 2
    says: ['ended as Failed', 'ended as CompletedWithErrors']
    query: ''
    window: 'PT30M'
    atLeast: 3
  }
  {
    name: 'hubs-need-attention'
    description: 'A hub needs a person, or needs one for another reason than before.'
    severity: 3
    says: ['needs a person:']
    query: ''
    window: 'PT15M'
    atLeast: 1
  }
  {
    name: 'backlog-old'
    description: 'A task has been at work, or waiting for its turn, for six hours.'
    severity: 2
    says: []
    query: 'AppMetrics | where Name == "seatkeeper.tasks.oldest_open.age" | where coalesce(Max, Sum) > 21600'
    window: 'PT30M'
    atLeast: 1
  }
  {
    name: 'watchdog-silent'
    description: 'The watchdog, which looks after everything every five minutes, has not been heard for half an hour.'
    severity: 1
    says: []
    query: 'AppMetrics | where Name == "seatkeeper.watchdog.sweeps" | summarize Sweeps = count() | where Sweeps == 0'
    window: 'PT30M'
    atLeast: 1
  }
  {
    name: 'calls-failing'
    description: 'Five calls of the API or more ended in a failure of the app within a quarter of an hour. Of calls without a known caller one a minute is counted for each function, kind and instance.'
    severity: 2
    says: []
    query: 'AppExceptions | where tostring(Properties.OriginalFormat) == "{Function} failed: {Kind}"'
    window: 'PT15M'
    atLeast: 5
  }
  {
    name: 'webhooks-slow'
    description: 'In three minutes or more of a quarter of an hour, Microsoft Graph waited over two seconds for the answer to a notification.'
    severity: 2
    says: []
    query: 'AppMetrics | where Name == "seatkeeper.graph.webhook.duration" | where Max > 2'
    window: 'PT15M'
    atLeast: 3
  }
  {
    name: 'notifications-failing'
    description: 'What receivers have to be told could not be sent.'
    severity: 3
    says: ['could not be handed on', 'What is due at target', 'could not be delivered to']
    query: ''
    window: 'PT30M'
    atLeast: 5
  }
  {
    name: 'hub-taken-over'
    description: 'Somebody made themself the Owner of a hub.'
    severity: 2
    says: ['was taken over by']
    query: ''
    window: 'PT15M'
    atLeast: 1
  }
]

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${suffix}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'seatkeeper'
    enabled: true
    emailReceivers: [for (email, i) in emails: { name: 'person${i}', emailAddress: email, useCommonAlertSchema: true }]
  }
}

resource rules 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alert in alerts: {
    name: 'alert-${alert.name}-${suffix}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'Seatkeeper ${suffix}: ${alert.name}'
      description: '${alert.description} docs/operations.md says what to do.'
      severity: alert.severity
      enabled: enabled
      scopes: [workspaceId]
      evaluationFrequency: 'PT5M'
      windowSize: alert.window
      // An alert that resolves by itself mails when it begins, and once only: a second hub meanwhile would be told to nobody.
      autoMitigate: !contains(['hub-taken-over', 'hubs-need-attention'], alert.name)
      // The workspace has no such table before the first message came.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: empty(alert.says) ? alert.query : '${said} | where ${join(map(alert.says, words => 'Said contains "${words}"'), ' or ')}'
            timeAggregation: 'Count'
            operator: 'GreaterThanOrEqual'
            threshold: alert.atLeast
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [people.id] }
    }
  }
]
