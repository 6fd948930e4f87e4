using Seatkeeper.Connectors.AhrefsMembers;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Connectors.Ahrefs;

/// <summary>
/// Which workspace is open, and going to the wanted one. A workspace is known by its id where the page's own data show
/// one, else by its exact name; names that differ by one character are different workspaces.
/// </summary>
internal static class OpenWorkspace
{
    public static AppWorkspace Of(PageLook look, WorkspaceAnswer? answer)
    {
        var name = answer?.WorkspaceName ?? look.Text("shell.workspaceButton")
            ?? throw AhrefsPage.Fault(FailureKind.PageContractBroken, FailurePhase.Navigate, "shell.workspaceButton: 0 found instead of 1");
        // The banner and the data of one page have to speak of one workspace.
        if (look.Text("shell.workspaceButton") is { } shown && shown != AppWorkspace.Clean(name))
            throw AhrefsPage.Fault(FailureKind.WrongWorkspace, FailurePhase.Navigate, "the page and its data name different workspaces");
        return answer?.WorkspaceId is { } id ? new AppWorkspace(id, name) : AppWorkspace.OfName(name);
    }

    /// <summary>The pinned workspace: by id where both have one, by exact name only where no id can be read.</summary>
    public static bool IsPinned(AppWorkspace open, AppWorkspace pinned) =>
        open.HasId && pinned.HasId ? open.Id == pinned.Id : open.Name == pinned.Name;

    public static bool IsNamed(AppWorkspace open, string wanted) => open.Id == wanted || open.Name == wanted;

    /// <summary>The names in the workspace menu.</summary>
    public static async Task<IReadOnlyList<string>> ListAsync(AhrefsPage page, CancellationToken cancel)
    {
        await page.ClickAsync("shell.workspaceButton", FailurePhase.Navigate, cancel);
        return await page.NamesAsync("shell.workspaceItem", FailurePhase.Navigate, cancel);
    }

    /// <summary>Chooses a workspace in the opened menu and waits until the page shows it.</summary>
    public static async Task SwitchAsync(AhrefsPage page, AhrefsVisit visit, string name, CancellationToken cancel)
    {
        page.Watch.Restart();
        var posted = page.Watch.Posted;
        await page.ClickAsync("shell.workspaceItem", FailurePhase.Navigate, cancel, AppWorkspace.Clean(name));
        await Task.WhenAny(posted, Task.Delay(visit.Tools.Browser.StepTimeout, visit.Tools.Time, cancel));
        var from = visit.Tools.Time.GetTimestamp();
        while (visit.Tools.Time.GetElapsedTime(from) < visit.Tools.Browser.StepTimeout)
        {
            var look = await page.LookAsync(new LookRequest("shell", ["shell.workspaceButton"]), FailurePhase.Navigate, cancel);
            if (look.Text("shell.workspaceButton") == AppWorkspace.Clean(name))
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(50), visit.Tools.Time, cancel);
        }

        throw AhrefsPage.Fault(FailureKind.WrongWorkspace, FailurePhase.Navigate, "the site did not switch to the wanted workspace");
    }
}
