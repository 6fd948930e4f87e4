using System.Text;
using System.Text.Json.Nodes;
using Seatkeeper.Domain.Scim;

namespace Seatkeeper.Domain.Tests.Scim;

public sealed class ScimFilterTests
{
    private static readonly JsonObject ada = ScimValues.Parse(Encoding.UTF8.GetBytes(
        """
        {"id":"Ab1","externalId":"Ext-1","userName":"Ada@Corp.test","active":true,"name":{"familyName":"Lovelace"},
         "emails":[{"value":"ada@corp.test","type":"work","primary":true},{"value":"countess@home.test","type":"home"}],
         "meta":{"created":"2026-01-02T03:04:05Z","version":"\"x\""}}
        """));

    [Theory]
    [InlineData("userName eq \"ada@corp.TEST\"", true)]
    [InlineData("USERNAME EQ \"ada@corp.test\"", true)]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:User:userName eq \"ada@corp.test\"", true)]
    [InlineData("userName eq \"ada\"", false)]
    [InlineData("externalId eq \"Ext-1\"", true)]
    [InlineData("externalId eq \"ext-1\"", false)]
    [InlineData("externalId eq Ext-1", true)]
    [InlineData("id eq \"ab1\"", false)]
    [InlineData("id eq \"Ab1\" and active eq true", true)]
    [InlineData("(id eq \"Ab1\") and (active eq false)", false)]
    [InlineData("active eq \"True\"", true)]
    [InlineData("name.familyName eq \"lovelace\"", true)]
    [InlineData("emails eq \"countess@home.test\"", true)]
    [InlineData("emails.value eq \"ADA@corp.test\"", true)]
    [InlineData("emails[type eq \"work\"].value eq \"ada@corp.test\"", true)]
    [InlineData("emails[type eq \"work\"].value eq \"countess@home.test\"", false)]
    [InlineData("emails[type eq \"home\" and value eq \"countess@home.test\"]", true)]
    [InlineData("emails[type eq \"other\"]", false)]
    [InlineData("emails[type eq \"a] b\"].value eq \"x\"", false)]
    [InlineData("meta.created eq \"2026-01-02T04:04:05+01:00\"", true)]
    [InlineData("displayName eq null", true)]
    [InlineData("userName eq \"a\\\"b\"", false)]
    [InlineData("id eq \"Ab1\" and manager eq \"7\"", false)]
    [InlineData("id eq \"Ab1\" and urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager eq \"7\"", false)]
    public void Finds_by_the_case_rules_of_each_attribute(string filter, bool finds) =>
        Assert.Equal(finds, ScimFilter.Parse(filter, ScimSchema.User).Matches(ada, ScimSchema.User));

    [Theory]
    [InlineData("")]
    [InlineData("userName")]
    [InlineData("userName eq")]
    [InlineData("userName sw \"a\"")]
    [InlineData("userName eq \"a\" or active eq true")]
    [InlineData("not (active eq true)")]
    [InlineData("userName eq \"a")]
    [InlineData("userName eq \"a\\")]
    [InlineData("userName eq \"a\" and")]
    [InlineData("(userName eq \"a\"")]
    [InlineData("userName eq \"a\" active eq true")]
    [InlineData("emails[type eq \"work\"")]
    [InlineData("emails[type].value eq \"x\"")]
    [InlineData("nonsense eq \"a\"")]
    [InlineData("title eq \"a\"")]
    [InlineData("name eq \"a\"")]
    [InlineData("name.nonsense eq \"a\"")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber eq \"7\"")]
    [InlineData("\" eq \"")]
    [InlineData("((((((((((((active eq true))))))))))))")]
    [InlineData("emails[emails[emails[type eq \"x\"]]]")]
    [InlineData("userName[type eq \"x\"] eq \"a\"")]
    [InlineData("phoneNumbers[type eq \"work\"].value eq \"1\"")]
    public void What_cannot_be_read_or_is_not_kept_is_refused_and_never_finds_nobody(string filter) =>
        Assert.Equal(ScimErrorType.InvalidFilter, Assert.Throws<ScimException>(() => ScimFilter.Parse(filter, ScimSchema.User)).Error.Type);

    [Fact]
    public void A_filter_tells_what_it_can_be_found_by()
    {
        var filter = ScimFilter.Parse("active eq true and emails[type eq \"work\"].value eq \"a@b.test\"", ScimSchema.User);

        Assert.Equal(("a@b.test", null), (filter.TextOf("emails", "value"), filter.TextOf("userName")));
        Assert.Throws<ScimException>(() => ScimFilter.Parse(string.Join(" and ", Enumerable.Repeat("active eq true", 11)), ScimSchema.User));
        Assert.Throws<ScimException>(() => ScimFilter.Parse(new string('(', 4_001), ScimSchema.User));
    }
}
