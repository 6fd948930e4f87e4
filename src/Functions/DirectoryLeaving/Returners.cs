using Microsoft.DurableTask.Client;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.DirectoryLeaving;

/// <summary>People whom the directory has again, and whom it says to be out though nobody may take them away: neither waits for a question about others.</summary>
public sealed class Returners(LeaversWriter writer, DirectoryNews news)
{
    /// <summary>Brings them back and tells the hubs; done again, it comes to the same.</summary>
    internal async Task ReturnAsync(AutomatedTask task, LeaversPlan plan, DurableTaskClient client, CancellationToken cancel)
    {
        foreach (var id in plan.Returning)
            await writer.ReturnAsync(task, id, cancel);
        foreach (var id in plan.Bound)
            await writer.TellBoundAsync(task, id, cancel);
        await news.TellAsync(plan.Returning, client, cancel);
    }
}
