using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Functions.Secrets;

/// <summary>
/// Secrets of a developer's machine: one encrypted file each (ASP.NET Core Data Protection), its keys beside them,
/// readable by their owner only. It keeps secrets out of backups and greps; against who may read the directory it does not help.
/// </summary>
internal sealed class LocalFileSecretStore : ISecretStore
{
    private const string Extension = ".secret";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string directory;
    private readonly IDataProtectionProvider protection;

    public LocalFileSecretStore(IOptions<SecretsOptions> options)
    {
        directory = Path.GetFullPath(options.Value.LocalDirectory);
        var keys = Path.Combine(directory, "keys");
        Prepare(directory);
        Prepare(keys);
        protection = DataProtectionProvider.Create(new DirectoryInfo(keys), builder => builder.SetApplicationName("Seatkeeper"));
    }

    public async Task<string?> GetAsync(string name, CancellationToken cancel)
    {
        try
        {
            return Protector(name).Unprotect(await File.ReadAllTextAsync(PathOf(name), cancel));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw Unavailable(name, e);
        }
    }

    /// <summary>The names of all secrets here, in order.</summary>
    public IReadOnlyList<string> Names() =>
        [.. System.IO.Directory.EnumerateFiles(directory, $"*{Extension}").Select(Path.GetFileNameWithoutExtension).OfType<string>().Order(StringComparer.Ordinal)];

    public async Task SetAsync(string name, string value, CancellationToken cancel)
    {
        var path = PathOf(name);
        SecretRules.CheckValue(name, value);
        var unfinished = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
            await using (var file = new FileStream(unfinished, options))
            await using (var writer = new StreamWriter(file))
                await writer.WriteAsync(Protector(name).Protect(value).AsMemory(), cancel);
            // A rename replaces at once: a crash leaves the old secret or the new one, never half of one.
            File.Move(unfinished, path, overwrite: true);
            GuardKeys();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw Unavailable(name, e);
        }
    }

    public Task DeleteAsync(string name, CancellationToken cancel)
    {
        try
        {
            File.Delete(PathOf(name));
            return Task.CompletedTask;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unavailable(name, e);
        }
    }

    // The name is part of the purpose, so that a file renamed to another secret's does not open.
    private IDataProtector Protector(string name) => protection.CreateProtector("Seatkeeper.Secrets", name);

    private string PathOf(string name)
    {
        SecretRules.CheckName(name);
        return Path.Combine(directory, name + Extension);
    }

    private static void Prepare(string directory)
    {
        System.IO.Directory.CreateDirectory(directory);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(directory, OwnerOnly | UnixFileMode.UserExecute);
    }

    private void GuardKeys()
    {
        if (OperatingSystem.IsWindows()) return;
        foreach (var key in System.IO.Directory.EnumerateFiles(Path.Combine(directory, "keys"))) File.SetUnixFileMode(key, OwnerOnly);
    }

    private static AppFailureException Unavailable(string name, Exception e) =>
        new(new Failure(FailureKind.SecretUnavailable, Detail: $"The local secret store could not use the secret {name}."), e);
}
