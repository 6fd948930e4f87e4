using System.Security.Cryptography;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Worlds;

namespace Seatkeeper.AhrefsSimulator.Pages;

/// <summary>The fake check of the sign-in page. Nothing is loaded from Cloudflare, and nothing of it is imitated but its manners.</summary>
internal static class ChallengePages
{
    public static IResult Frame(SimWorld world)
    {
        var mode = world.ChallengeSolved ? "auto" : world.Options.Turnstile;
        var box = mode == "interactive" ? """<label><input type="checkbox" id="box"> Verify you are human</label>""" : "<p id=\"state\">Verifying…</p>";
        return Results.Text(
            $$"""
            <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Security check</title></head><body>{{box}}
            <script>
              const tell = async (how) => {
                const answer = await fetch('/_turnstile/token?how=' + how, { method: 'POST' });
                if (answer.status !== 200) return false;
                parent.postMessage({ turnstile: (await answer.json()).token }, location.origin);
                return true;
              };
              const mode = '{{mode}}';
              if (mode === 'auto') setTimeout(() => tell('auto'), {{world.Options.TurnstileMs}});
              if (mode === 'fail') document.getElementById('state').textContent = 'Verification failed';
              if (mode === 'interactive' || mode === 'closedShadow') {
                const waiting = setInterval(async () => { if (await tell('solved')) clearInterval(waiting); }, 1000);
                document.getElementById('box')?.addEventListener('click', () => tell('click'));
              }
            </script></body></html>
            """,
            "text/html");
    }

    /// <summary>A one-time token, where the check allows one.</summary>
    public static IResult Token(SimWorld world, string? how)
    {
        lock (world.Gate)
        {
            var mode = world.ChallengeSolved ? "auto" : world.Options.Turnstile;
            if (how == "click") UiEvents.Write(world, session: null, "challengeClick", target: null, trusted: true);
            if (mode != "auto" && how != "click") return Results.NoContent();
            var token = RandomNumberGenerator.GetHexString(32, lowercase: true);
            world.ChallengeTokens.Add(token);
            return SimJson.Own.Answer(new { token });
        }
    }

    /// <summary>What the interstitial asks to know whether a person has passed it.</summary>
    public static IResult State(SimWorld world) => world.ChallengeSolved ? Results.Ok() : Results.NoContent();
}
