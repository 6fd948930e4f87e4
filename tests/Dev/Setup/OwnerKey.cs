using System.Security.Cryptography;
using System.Text;

namespace Seatkeeper.Dev.Setup;

/// <summary>The API key of the first Owner on this machine: random, in an ignored file that only its user may read.</summary>
public sealed record OwnerKey(string Path, string Value)
{
    /// <summary>What the app is told: the key can't be found from it.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Value)));

    public static OwnerKey Ensure() => Ensure(Repository.InLocal("keys", "owner.key"));

    public static OwnerKey Ensure(string path)
    {
        if (File.Exists(path))
            return new OwnerKey(path, File.ReadAllText(path).Trim());
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path) ?? Repository.Local);
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        using (var file = new FileStream(path, OwnerOnly()))
            file.Write(Encoding.UTF8.GetBytes(key));
        return new OwnerKey(path, key);
    }

    public override string ToString() => $"OwnerKey {{ Path = {Path} }}";

    private static FileStreamOptions OwnerOnly()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
