using System.Diagnostics;
using Spectre.Console;

namespace Seatkeeper.Dev.Setup;

/// <summary>Says what is being done while it takes long, and how it ended.</summary>
public static class Steps
{
    private static readonly TimeSpan WorthSaying = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Reminder = TimeSpan.FromSeconds(20);
    private static int moving;

    public static async Task<T> RunAsync<T>(string name, Func<Task<T>> work)
    {
        var watch = Stopwatch.StartNew();
        var running = work();
        try
        {
            if (await Task.WhenAny(running, Task.Delay(WorthSaying)) != running)
                await ShowUntilDoneAsync(name, running, watch);
            var result = await running;
            Say($"[green]✓[/] {Markup.Escape(name)} [grey]{watch.Elapsed.TotalSeconds:0.0} s[/]");
            return result;
        }
        catch
        {
            Say($"[red]✗[/] {Markup.Escape(name)} [grey]{watch.Elapsed.TotalSeconds:0.0} s[/]");
            throw;
        }
    }

    public static Task RunAsync(string name, Func<Task> work) =>
        RunAsync(name, async () =>
        {
            await work();
            return true;
        });

    public static void Say(string markup) => AnsiConsole.MarkupLine(markup);

    private static async Task ShowUntilDoneAsync(string name, Task running, Stopwatch watch)
    {
        // One step at a time has the moving line; what runs beside it is told in plain ones.
        if (AnsiConsole.Profile.Capabilities.Interactive && Interlocked.CompareExchange(ref moving, 1, 0) == 0)
        {
            try
            {
                await AnsiConsole.Status().StartAsync(Markup.Escape(name), _ => Task.WhenAny(running));
            }
            finally
            {
                Volatile.Write(ref moving, 0);
            }

            return;
        }

        Say($"[grey]…[/] {Markup.Escape(name)}");
        while (await Task.WhenAny(running, Task.Delay(Reminder)) != running)
            Say($"[grey]… {Markup.Escape(name)}: {watch.Elapsed.TotalSeconds:0} s so far[/]");
    }
}
