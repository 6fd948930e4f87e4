namespace Seatkeeper.Connectors.PageMaps;

/// <summary>Where an operator keeps a page map of their own: a file, or a blob of the app's storage.</summary>
public interface IPageMapPlace
{
    /// <summary>What people call it.</summary>
    string Name { get; }

    /// <summary>The least time between two looks at it.</summary>
    TimeSpan LookEvery { get; }

    /// <summary>Reads the map's text where it is another than at the last read.</summary>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>The text, or null where it is unchanged.</returns>
    /// <exception cref="IOException">It is not there, or cannot be read; the message says why.</exception>
    Task<string?> ReadAsync(CancellationToken cancel);
}

/// <summary>Finds a blob in the app's own storage, in which an operator keeps a page map.</summary>
/// <param name="container">The container.</param>
/// <param name="blob">The blob's name in it.</param>
public delegate IPageMapPlace PageMapBlobs(string container, string blob);

/// <summary>A page map in a file of this machine.</summary>
internal sealed class PageMapFile(string path) : IPageMapPlace
{
    private DateTime read;

    public string Name { get; } = Path.GetFullPath(path);

    public TimeSpan LookEvery => TimeSpan.Zero;

    public async Task<string?> ReadAsync(CancellationToken cancel)
    {
        if (!File.Exists(Name))
            throw new FileNotFoundException("it does not exist");
        try
        {
            var written = File.GetLastWriteTimeUtc(Name);
            if (written == read)
                return null;
            var text = await File.ReadAllTextAsync(Name, cancel);
            read = written;
            return text;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }
}
