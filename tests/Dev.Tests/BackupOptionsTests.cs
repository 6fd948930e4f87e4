using Seatkeeper.Dev.Backups;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.Tests;

public sealed class BackupOptionsTests
{
    [Fact]
    public void Takes_a_folder_and_a_data_set()
    {
        Assert.Equal(new BackupOptions(IsRestore: false, Path.GetFullPath("here"), "small"), BackupOptions.Parse(["backup", "--data", "small", "--to", "here"]));
        Assert.Equal(new BackupOptions(IsRestore: true, Path.GetFullPath("here")), BackupOptions.Parse(["restore", "--from", "here"]));
        Assert.True(BackupOptions.Parse(["restore", "--keep-keys", "--from", "here"]).KeepKeys);
        Assert.Equal("aaaaaaaa-1234-4abc-8def-001122334455", BackupOptions.Parse(["restore", "--from", "here", "--owner", "AAAAAAAA-1234-4ABC-8DEF-001122334455"]).Owner);
    }

    [Theory]
    [InlineData("backup")]
    [InlineData("backup", "--to")]
    [InlineData("backup", "--from", "here")]
    [InlineData("backup", "--to", "here", "--keep-keys")]
    [InlineData("backup", "--to", "here", "--owner", "aaaaaaaa-1234-4abc-8def-001122334455")]
    [InlineData("restore", "--from", "here", "--owner", "ann@example.com")]
    [InlineData("restore", "--to", "here")]
    [InlineData("restore", "--from", "here", "--data", "others")]
    public void Says_what_it_takes_where_it_does_not_understand(params string[] args) =>
        Assert.NotEmpty(Assert.Throws<StepFailedException>(() => BackupOptions.Parse(args)).Remedy);
}
