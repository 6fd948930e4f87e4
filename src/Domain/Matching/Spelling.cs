namespace Seatkeeper.Domain.Matching;

/// <summary>Compares spellings.</summary>
internal static class Spelling
{
    private const int LongestCompared = 100;

    /// <summary>Whether two texts differ by one slip, or by two where they are long: a letter more, less, other, or two exchanged.</summary>
    public static bool IsNear(string one, string other)
    {
        // Short names differ from one another by a letter or two without meaning the same person.
        var shortest = Math.Min(one.Length, other.Length);
        if (shortest < 4 || Math.Max(one.Length, other.Length) > LongestCompared)
            return false;
        var allowed = shortest >= 10 ? 2 : 1;
        return Math.Abs(one.Length - other.Length) <= allowed && Distance(one, other) <= allowed;
    }

    private static int Distance(string one, string other)
    {
        var twoBack = new int[other.Length + 1];
        var oneBack = new int[other.Length + 1];
        for (var j = 0; j <= other.Length; j++)
            oneBack[j] = j;

        for (var i = 1; i <= one.Length; i++)
        {
            var row = new int[other.Length + 1];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var cost = one[i - 1] == other[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(oneBack[j] + 1, row[j - 1] + 1), oneBack[j - 1] + cost);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                    row[j] = Math.Min(row[j], twoBack[j - 2] + 1);
            }

            (twoBack, oneBack) = (oneBack, row);
        }

        return oneBack[other.Length];
    }
}
