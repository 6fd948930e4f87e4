using Seatkeeper.Contracts;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Dev.Client;

/// <summary>Accounts, hubs and their members.</summary>
public static class HubCalls
{
    extension(SeatkeeperClient client)
    {
        public Task<AccountResponse> SaveAccountAsync(SaveAccountRequest account, CancellationToken cancellation) =>
            client.PostAsync<AccountResponse>("accounts", account, cancellation);

        public Task<IReadOnlyList<AccountResponse>> ListAccountsAsync(CancellationToken cancellation) => client.ListAsync<AccountResponse>("accounts", cancellation);

        public Task<TaskResponse> ConnectHubAsync(ConnectHubRequest hub, CancellationToken cancellation, string? idempotencyKey = null) =>
            client.PostAsync<TaskResponse>("hubs", hub, cancellation, idempotencyKey);

        public Task<IReadOnlyList<HubResponse>> ListHubsAsync(CancellationToken cancellation) => client.ListAsync<HubResponse>("hubs", cancellation);

        public Task<HubResponse> GetHubAsync(string hub, CancellationToken cancellation) => client.GetAsync<HubResponse>($"hubs/{hub}", cancellation);

        public Task<TaskResponse> RetryHubAsync(string hub, string? workspace, CancellationToken cancellation) =>
            client.PostAsync<TaskResponse>($"hubs/{hub}/retry", new { workspace }, cancellation);

        public Task<TaskResponse> CheckForUpdatesAsync(string hub, CancellationToken cancellation, string? idempotencyKey = null) =>
            client.PostAsync<TaskResponse>($"hubs/{hub}/updates", body: null, cancellation, idempotencyKey);

        public Task<UpdateReportResponse> LatestReportAsync(string hub, CancellationToken cancellation) =>
            client.GetAsync<UpdateReportResponse>($"hubs/{hub}/updates/latest", cancellation);

        public Task<IReadOnlyList<MemberResponse>> ListMembersAsync(string hub, CancellationToken cancellation) =>
            client.ListAsync<MemberResponse>($"hubs/{hub}/members", cancellation);

        public Task<IReadOnlyList<MemberResponse>> ListMembersAsync(string hub, MemberStatus status, CancellationToken cancellation) =>
            client.ListAsync<MemberResponse>($"hubs/{hub}/members?status={status}", cancellation);

        public Task<IReadOnlyList<ActivityResponse>> ListActivityAsync(string hub, CancellationToken cancellation) =>
            client.ListAsync<ActivityResponse>($"activity?hubId={hub}", cancellation);
    }
}
