using System.Text;
using System.Text.Json;
using Seatkeeper.Contracts;

namespace Seatkeeper.Dev.Client;

/// <summary>People, and the keys they call with.</summary>
public static class DirectoryCalls
{
    extension(SeatkeeperClient client)
    {
        public Task<ImportResponse> ImportUsersAsync(IEnumerable<ImportedUser> users, CancellationToken cancellation)
        {
            var lines = string.Join('\n', users.Select(user => JsonSerializer.Serialize(user, SeatkeeperClient.Json)));
            return client.PostAsync<ImportResponse>("directory/users/import", new StringContent(lines, Encoding.UTF8, "application/x-ndjson"), cancellation);
        }

        public Task<ImportResponse> ImportCsvAsync(string csv, CancellationToken cancellation, string query = "") =>
            client.PostAsync<ImportResponse>($"directory/users/import{query}", new StringContent(csv, Encoding.UTF8, "text/csv"), cancellation);

        public Task<IReadOnlyList<WorkspaceUserResponse>> ListUsersAsync(CancellationToken cancellation) =>
            client.ListAsync<WorkspaceUserResponse>("directory/users", cancellation);

        public Task<ApiKeyResponse> CreateKeyAsync(CreateApiKeyRequest key, CancellationToken cancellation) =>
            client.PostAsync<ApiKeyResponse>("api-keys", key, cancellation);
    }
}
