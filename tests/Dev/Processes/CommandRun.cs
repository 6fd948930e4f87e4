using System.Diagnostics;
using System.Text;

namespace Seatkeeper.Dev.Processes;

/// <summary>A command that runs to its end: its exit code and all that it printed.</summary>
public sealed record CommandRun(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;

    public string Tail(int lines = 30) => string.Join('\n', Output.TrimEnd().Split('\n').TakeLast(lines));

    public static async Task<CommandRun> RunAsync(ServerStart start, CancellationToken cancellation)
    {
        var output = new StringBuilder();
        using var process = new Process { StartInfo = StartInfo(start) };
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(output, line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new CommandRun(process.ExitCode, output.ToString());
    }

    private static ProcessStartInfo StartInfo(ServerStart start)
    {
        var info = new ProcessStartInfo(start.FileName, start.Arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            WorkingDirectory = start.WorkingDirectory ?? Environment.CurrentDirectory,
        };
        foreach (var (name, value) in start.Environment)
            info.Environment[name] = value;
        return info;
    }

    private static void Append(StringBuilder output, string? line)
    {
        if (line is null)
            return;
        lock (output)
            output.AppendLine(line);
    }
}
