using 'main.bicep'

param stage = 'production'
param hosting = 'container'
param image = readEnvironmentVariable('SEATKEEPER_IMAGE', '')
param replicas = 2
param privateNetwork = true
param storageSku = 'Standard_ZRS'
param lockData = true
param logRetentionDays = 90
param monthlyBudget = 500
param budgetStart = '2026-12-01'
param alertEmails = ['seatkeeper@example.com']
// docs/operations.md, A restore and Draining: the only networks that may call, ['203.0.113.7/32'] for one machine. Empty: everybody.
param callersFrom = []
// docs/operations.md, Access tokens: until these are filled in nobody can call.
param apiAudience = ''
param ownerObjectId = ''
