using Microsoft.Extensions.Logging;

namespace Seatkeeper.Connectors.PageMaps;

/// <summary>
/// The page map in force: the product's own, or the operator's. The operator's is read again when it changes, so a
/// label that the site renamed is corrected without a release; a bad one is refused while the last good one stays.
/// </summary>
internal sealed partial class PageMapSource
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private readonly IPageMapPlace? place;
    private readonly TimeProvider time;
    private readonly ILogger<PageMapSource> log;
    private volatile PageMap current;
    private long looked;
    private int looking;
    private string? refused;
    private string? outOfReach;

    /// <summary>Reads the operator's map where a place of it is named, else the product's own.</summary>
    /// <exception cref="PageMapRefusedException">The first map is bad, or cannot be read; there is no good one to stay with.</exception>
    public PageMapSource(string builtIn, IPageMapPlace? place, TimeProvider time, ILogger<PageMapSource> log)
    {
        this.place = place;
        this.time = time;
        this.log = log;
        current = place is null ? PageMapParser.Parse(EmbeddedText.Read(builtIn), "built in") : PageMapParser.Parse(FirstText(place), place.Name);
        looked = time.GetTimestamp();
    }

    /// <summary>The map as it was last seen.</summary>
    public PageMap Current => current;

    /// <summary>Why what the operator's place holds now is not in force; null where it is.</summary>
    public string? Trouble => outOfReach ?? refused;

    /// <summary>The map, after a look at the operator's place where one is due. One looks; whoever comes meanwhile has what was seen before.</summary>
    public async Task<PageMap> NowAsync(CancellationToken cancel)
    {
        if (place is null || Interlocked.Exchange(ref looking, 1) == 1)
            return current;
        try
        {
            if (time.GetElapsedTime(looked) >= place.LookEvery)
            {
                await LookAsync(place, cancel);
                looked = time.GetTimestamp();
            }
        }
        finally
        {
            Volatile.Write(ref looking, 0);
        }

        return current;
    }

    private async Task LookAsync(IPageMapPlace at, CancellationToken cancel)
    {
        var before = Trouble;
        try
        {
            var text = await at.ReadAsync(cancel);
            outOfReach = null;
            if (text is not null)
                Take(text, at.Name);
        }
        catch (IOException e)
        {
            outOfReach = $"The page map '{at.Name}' cannot be read: {e.Message}.";
        }

        // What stays wrong is told once.
        if (Trouble is { } trouble && trouble != before)
            LogRefused(log, trouble, current.Name, current.Version);
    }

    private void Take(string text, string origin)
    {
        try
        {
            current = PageMapParser.Parse(text, origin);
            refused = null;
            LogTaken(log, current.Name, current.Version, current.Digest);
        }
        catch (PageMapRefusedException e)
        {
            refused = e.Message;
        }
    }

    // The app's start waits for it: no visit begins by another map than the operator's.
    private static string FirstText(IPageMapPlace place)
    {
        try
        {
            return Task.Run(() => FirstTextAsync(place)).GetAwaiter().GetResult() ?? "";
        }
        catch (IOException e)
        {
            throw new PageMapRefusedException(place.Name, [e.Message]);
        }
    }

    // An app that starts together with its storage, or its identity, may be a second faster.
    private static async Task<string?> FirstTextAsync(IPageMapPlace place)
    {
        try
        {
            return await place.ReadAsync(CancellationToken.None);
        }
        catch (IOException e) when (e is not FileNotFoundException)
        {
            await Task.Delay(FirstPause);
            return await place.ReadAsync(CancellationToken.None);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Page map {Name} version {Version} is in force (digest {Digest}).")]
    private static partial void LogTaken(ILogger logger, string name, int version, string digest);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Reason} Page map {Name} version {Version} stays in force.")]
    private static partial void LogRefused(ILogger logger, string reason, string name, int version);
}
