namespace Seatkeeper.Dev.Setup;

/// <summary>Keeps two processes of this clone from installing the same thing at once.</summary>
internal static class FileLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    public static async Task<IDisposable> TakeAsync(string path, CancellationToken cancellation)
    {
        if (Path.GetDirectoryName(path) is { } folder)
            Directory.CreateDirectory(folder);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), limit.Token);
            }
        }
    }
}
