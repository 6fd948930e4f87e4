using System.Globalization;
using Seatkeeper.Connectors.PageMaps;
using Seatkeeper.Connectors.Tests.Rig;

namespace Seatkeeper.Connectors.Tests.PageMaps;

public sealed class LocalisedDateTests(Site site)
{
    [Theory]
    [InlineData("en", "Apr 3, 2026", "2026-04-03")]
    [InlineData("de", "03.04.2026", "2026-04-03")]
    [InlineData("es", "03/04/2026", "2026-04-03")]
    [InlineData("fr", "24/11/2026", "2026-11-24")]
    [InlineData("ja", "2026/11/24", "2026-11-24")]
    [InlineData("de", "2026-04-03T10:00:00Z", "2026-04-03")]
    public void A_date_is_read_as_its_language_writes_it(string language, string text, string expected) =>
        Assert.Equal(expected, LocalisedDate.Parse(text, site.PageMaps.Current.Words(language).Dates)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("en", "03/04/2026")]
    [InlineData("de", "04/03/2026")]
    [InlineData("de", "Nie")]
    [InlineData("en", null)]
    public void What_is_no_date_of_the_language_is_no_date(string language, string? text) =>
        Assert.Null(LocalisedDate.Parse(text, site.PageMaps.Current.Words(language).Dates));
}
