namespace Seatkeeper.Connectors.PageMaps;

/// <summary>Tells whether the operator's page map is the one in force.</summary>
public sealed class PageMapCheck
{
    private readonly PageMapSource maps;

    internal PageMapCheck(PageMapSource maps)
    {
        this.maps = maps;
    }

    /// <summary>Looks at the operator's page map where a look is due. Names no place, because anybody may ask; the log does.</summary>
    /// <param name="cancel">Ends the look; what was seen before is told then.</param>
    /// <returns>What is wrong, or null where nothing is.</returns>
    public async Task<string?> FindFaultAsync(CancellationToken cancel)
    {
        try
        {
            await maps.NowAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            // It did not answer in time.
        }

        return maps.Trouble is null ? null : "The operator's page map is bad or cannot be read, and the last good one stays in force; the log says why.";
    }
}
