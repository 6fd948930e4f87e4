using Microsoft.Extensions.Logging;

namespace Seatkeeper.Connectors.PageMaps;

/// <summary>
/// The page map in force: the product's own, or the operator's file. The file is read again when it changes, so a
/// label that the site renamed is corrected without a release; a bad one is refused while the last good one stays.
/// </summary>
internal sealed partial class PageMapSource
{
    private readonly string? file;
    private readonly ILogger<PageMapSource> log;
    private readonly Lock gate = new();
    private PageMap current;
    private DateTime read;

    /// <summary>Reads the operator's file where one is named, else the product's own map.</summary>
    /// <exception cref="PageMapRefusedException">The first map is bad; there is no good one to stay with.</exception>
    public PageMapSource(string builtIn, string? file, ILogger<PageMapSource> log)
    {
        this.file = string.IsNullOrWhiteSpace(file) ? null : Path.GetFullPath(file);
        this.log = log;
        if (this.file is null)
        {
            current = PageMapParser.Parse(EmbeddedText.Read(builtIn), "built in");
            return;
        }

        if (!File.Exists(this.file))
            throw new PageMapRefusedException(this.file, ["does not exist"]);
        read = File.GetLastWriteTimeUtc(this.file);
        current = PageMapParser.Parse(File.ReadAllText(this.file), this.file);
    }

    public PageMap Current
    {
        get
        {
            if (file is null)
                return current;
            lock (gate)
            {
                Refresh(file);
                return current;
            }
        }
    }

    private void Refresh(string path)
    {
        try
        {
            var written = File.GetLastWriteTimeUtc(path);
            if (written == read)
                return;
            read = written;
            current = PageMapParser.Parse(File.ReadAllText(path), path);
            LogTaken(log, current.Name, current.Version, current.Digest);
        }
        catch (Exception e) when (e is PageMapRefusedException or IOException or UnauthorizedAccessException)
        {
            LogRefused(log, e.Message, current.Name, current.Version);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Page map {Name} version {Version} is in force (digest {Digest}).")]
    private static partial void LogTaken(ILogger logger, string name, int version, string digest);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Reason} Page map {Name} version {Version} stays in force.")]
    private static partial void LogRefused(ILogger logger, string reason, string name, int version);
}
