using System.Net.Http.Json;
using System.Text;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Hubs;

namespace Seatkeeper.Functions.Tests.Access;

/// <summary>One route of the matrix, with a request that is valid for whoever may make it. A route of which much depends on has several.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The route under <c>/api/v1</c>, as the function names it, and what is asked for after it.</param>
/// <param name="Class">Who may.</param>
/// <param name="Success">What who may is answered with.</param>
internal sealed record RouteLine(string Method, string Path, AccessClass Class, int Success)
{
    /// <summary>Tells several lines of one route apart.</summary>
    public string? Case { get; init; }

    /// <summary>Why who may is not answered with the success that the route is for.</summary>
    public string? Note { get; init; }

    /// <summary>What is asked for further, which changes nothing about who may.</summary>
    public string Query { get; init; } = "";

    /// <summary>Makes or finds what stands for the path's parameters but the hub, in their order.</summary>
    public Func<MatrixWorld, MatrixCaller, Task<string[]>>? Of { get; init; }

    /// <summary>True where what the path names is the caller's own, and so another for each.</summary>
    public bool IsOwn { get; init; }

    /// <summary>Who may is answered on a hub of their own, changed like this: the call changes it.</summary>
    public Func<Hub, Hub>? OnNewHub { get; init; }

    /// <summary>What is sent: an object as JSON, or content of another type.</summary>
    public Func<MatrixWorld, MatrixCaller, Task<object>>? Body { get; init; }

    /// <summary>The function's route.</summary>
    public string Route => "/api/v1" + Path.Split('?')[0];

    public override string ToString() => $"{Method} {Path}{(Case is null ? "" : $" ({Case})")}";

    public static HttpContent Text(string text, string contentType) => new StringContent(text, Encoding.UTF8, contentType);

    /// <summary>A caller's call, with everything made that it names.</summary>
    public async Task<MatrixCall> PrepareAsync(MatrixWorld world, MatrixCaller who)
    {
        var hub = OnNewHub is { } change && Refuses(who) is null ? await world.NewHubAsync(who, change) : world.HubId;
        var path = Path[1..].Replace("{hub}", hub, StringComparison.Ordinal);
        foreach (var value in Of is null ? [] : await Of(world, who))
        {
            var from = path.IndexOf('{', StringComparison.Ordinal);
            path = path[..from] + Uri.EscapeDataString(value) + path[(path.IndexOf('}', StringComparison.Ordinal) + 1)..];
        }

        return new MatrixCall(this, who, path + Query, Body is null ? null : await Body(world, who));
    }

    /// <summary>The same call by somebody else: what it names is not theirs, and is not changed by it.</summary>
    public async Task<MatrixCall> SharedAsync(MatrixWorld world, MatrixCaller who, MatrixCall first) =>
        first with { Who = who, Body = Body is null ? null : await Body(world, who) };

    /// <summary>The status of a refusal, or null.</summary>
    public int? Refuses(MatrixCaller who) => Class.StatusFor(who, success: 0) is var status && status != 0 ? status : null;
}

/// <summary>A call that is ready to be made.</summary>
/// <param name="Line">Its line.</param>
/// <param name="Who">Who makes it.</param>
/// <param name="Path">The whole path.</param>
/// <param name="Body">What is sent.</param>
internal sealed record MatrixCall(RouteLine Line, MatrixCaller Who, string Path, object? Body)
{
    // What every answer says, whatever it is.
    private static readonly (string Name, string Value)[] Guards =
    [
        ("Cache-Control", "no-store"), ("Strict-Transport-Security", "max-age=31536000"), ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"), ("Referrer-Policy", "no-referrer"),
    ];

    /// <summary>The status that it has to be answered with.</summary>
    public int Expected => Line.Class.StatusFor(Who, Line.Success);

    /// <summary>Makes it, and tells what is wrong with its answer; null where nothing is.</summary>
    public async Task<string?> CheckAsync(MatrixWorld world)
    {
        using var content = Body as HttpContent ?? (Body is null ? null : JsonContent.Create(Body, Body.GetType(), options: ApiJson.Options));
        var answer = await world.CallerOf(Who).SendAsync(new HttpMethod(Line.Method), Path, content);
        if (Guards.FirstOrDefault(guard => answer.Headers.GetValueOrDefault(guard.Name) != guard.Value) is { Name: { } missing })
            return $"{Line} by {Who}: {missing} is {answer.Headers.GetValueOrDefault(missing) ?? "missing"}";
        return (int)answer.Status == Expected ? null : $"{Line} by {Who}: expected {Expected}, was {(int)answer.Status} {answer.Text}";
    }
}
