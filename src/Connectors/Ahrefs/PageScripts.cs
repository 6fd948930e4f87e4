using Seatkeeper.Connectors.PageMaps;

namespace Seatkeeper.Connectors.Ahrefs;

/// <summary>What reads a page, in the page itself. Each script expects the page map and a request.</summary>
internal static class PageScripts
{
    public static readonly string Look = Of("members.js", "person.js", "dialog.js", "controls.js", "look.js");
    public static readonly string Scroll = Of("members.js", "scroll.js");
    public static readonly string Find = Of("find.js");
    public static readonly string Evidence = Of("members.js", "person.js", "evidence.js");
    public static readonly string Names = Of("names.js");
    public static readonly string Elements = Of("elements.js");
    public static readonly string Text = Of("text.js");
    public static readonly string Boxes = Of("boxes.js");

    /// <summary>One script, made of its files.</summary>
    public static string Of(params string[] files) =>
        "async given => { const [input, earlier] = [given].flat(); const { map, request } = JSON.parse(input);\n"
        + string.Join('\n', files.Prepend("landmarks.js").Select(EmbeddedText.Read)) + "\n}";
}
