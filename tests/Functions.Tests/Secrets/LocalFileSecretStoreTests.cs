using Microsoft.Extensions.Options;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Secrets;

namespace Seatkeeper.Functions.Tests.Secrets;

public sealed class LocalFileSecretStoreTests : SecretStoreContract, IDisposable
{
    private readonly string directory = Path.Combine(Path.GetTempPath(), $"seatkeeper-secrets-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (System.IO.Directory.Exists(directory)) System.IO.Directory.Delete(directory, recursive: true);
        File.Delete(directory);
    }

    [Fact]
    public async Task Files_are_encrypted_and_their_owners_only()
    {
        await Store().SetAsync("name", "recognisable", Cancel);

        foreach (var file in System.IO.Directory.GetFiles(directory, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain("recognisable", await File.ReadAllTextAsync(file, Cancel), StringComparison.Ordinal);
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(directory));
    }

    [Fact]
    public async Task A_file_that_was_changed_or_renamed_does_not_open()
    {
        await Store().SetAsync("one", "1", Cancel);
        File.Copy(Path.Combine(directory, "one.secret"), Path.Combine(directory, "two.secret"));
        await File.WriteAllTextAsync(Path.Combine(directory, "three.secret"), "garbage", Cancel);

        foreach (var name in new[] { "two", "three" })
        {
            var failed = await Assert.ThrowsAsync<AppFailureException>(() => Store().GetAsync(name, Cancel));
            Assert.Equal(FailureKind.SecretUnavailable, failed.Failure.Kind);
        }
    }

    [Fact]
    public async Task Tells_the_names_that_it_has()
    {
        await Store().SetAsync("two", "2", Cancel);
        await Store().SetAsync("one", "1", Cancel);

        Assert.Equal(["one", "two"], Store().Names());
    }

    private protected override Task<ISecretStore> OpenAsync() => Task.FromResult<ISecretStore>(Store());

    private protected override Task BreakAsync()
    {
        System.IO.Directory.Delete(directory, recursive: true);
        return File.WriteAllTextAsync(directory, "no directory any more", Cancel);
    }

    private LocalFileSecretStore Store() => new(Options.Create(new SecretsOptions { LocalDirectory = directory }));
}
