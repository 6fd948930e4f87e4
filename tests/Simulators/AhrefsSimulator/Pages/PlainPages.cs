using System.Globalization;

namespace Seatkeeper.AhrefsSimulator.Pages;

/// <summary>Pages outside the application: they have no shell and no script of it.</summary>
internal static class PlainPages
{
    public const string Maintenance =
        """
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Maintenance</title></head>
        <body><main><h1>We'll be back soon</h1><p>Ahrefs is down for scheduled maintenance.</p></main></body></html>
        """;

    public const string TooManyRequests =
        """
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Too many requests</title></head>
        <body><main><h1>Too many requests</h1><p>Please slow down.</p></main></body></html>
        """;

    public const string InvitationOpen =
        """
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Invitation to join Ahrefs</title></head>
        <body><main><h1>Invitation to join Ahrefs</h1><form method="post"><button type="submit">Accept invitation</button></form></main></body></html>
        """;

    public const string InvitationAccepted =
        """
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Invitation to join Ahrefs</title></head>
        <body><main><h1>You're in</h1><p>The invitation was accepted.</p></main></body></html>
        """;

    public const string InvitationGone =
        """
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Invitation to join Ahrefs</title></head>
        <body><main><h1>This invitation is no longer valid</h1></main></body></html>
        """;

    /// <summary>The interstitial: its title is its text, and it reloads once the check has passed.</summary>
    /// <param name="passesAfterMs">When it passes by itself; null for only by a person.</param>
    public static string Challenge(int? passesAfterMs) =>
        $$"""
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Just a moment…</title></head>
        <body><main><h1>Just a moment…</h1><p>Verifying you are human. This may take a few seconds.</p></main>
        <script>
          const passesAfter = {{passesAfterMs?.ToString(CultureInfo.InvariantCulture) ?? "null"}};
          if (passesAfter !== null) setTimeout(() => location.reload(), passesAfter);
          else setInterval(async () => { if ((await fetch('/cdn-cgi/state')).status === 200) location.reload(); }, 1000);
        </script></body></html>
        """;
}
