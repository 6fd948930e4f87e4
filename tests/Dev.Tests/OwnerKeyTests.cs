using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.Tests;

public sealed class OwnerKeyTests : IDisposable
{
    private readonly string folder = Repository.NewRunFolder("key");

    private string File => Path.Combine(folder, "owner.key");

    [Fact]
    public void Is_256_random_bits_that_only_their_user_may_read()
    {
        var key = OwnerKey.Ensure(File);

        Assert.Equal(64, key.Value.Length);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [Fact]
    public void Stays_the_same_once_made()
    {
        Assert.Equal(OwnerKey.Ensure(File).Value, OwnerKey.Ensure(File).Value);
    }

    [Fact]
    public void Never_shows_in_its_own_text()
    {
        var key = OwnerKey.Ensure(File);

        Assert.DoesNotContain(key.Value, key.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
