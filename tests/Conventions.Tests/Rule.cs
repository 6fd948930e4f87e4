namespace Seatkeeper.Conventions.Tests;

/// <summary>Ends a convention test, naming every place at fault.</summary>
internal static class Rule
{
    public static void Holds(IEnumerable<string> faults)
    {
        var found = faults.ToList();
        if (found.Count > 0)
            Assert.Fail($"{found.Count} at fault:\n  {string.Join("\n  ", found)}");
    }
}
