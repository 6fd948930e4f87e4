using System.Text;
using System.Text.Json.Nodes;
using Seatkeeper.Domain.Scim;

namespace Seatkeeper.Domain.Tests.Scim;

public sealed class ScimPatchTests
{
    private const string Ada =
        """{"userName":"ada","active":true,"name":{"givenName":"Ada","familyName":"Byron"},"emails":[{"value":"ada@corp.test","type":"work","primary":true},{"value":"a@home.test","type":"home"}]}""";

    [Theory]
    [InlineData("""[{"op":"Replace","path":"active","value":"False"}]""", "active", "false")]
    [InlineData("""[{"op":"replace","value":{"active":false}}]""", "active", "false")]
    [InlineData("""[{"op":"Replace","path":"USERNAME","value":"ada2"}]""", "userName", "\"ada2\"")]
    [InlineData("""[{"op":"Add","path":"displayName","value":"Ada L"}]""", "displayName", "\"Ada L\"")]
    [InlineData("""[{"op":"Replace","path":"urn:ietf:params:scim:schemas:core:2.0:User:displayName","value":"Ada L"}]""", "displayName", "\"Ada L\"")]
    [InlineData("""[{"op":"replace","value":{"name.familyName":"King","name.givenName":""}}]""", "name", """{"familyName":"King"}""")]
    [InlineData("""[{"op":"replace","path":"name","value":{"familyName":"King"}}]""", "name", """{"givenName":"Ada","familyName":"King"}""")]
    [InlineData("""[{"op":"remove","path":"name"}]""", "name", null)]
    [InlineData("""[{"op":"remove","path":"name.givenName"}]""", "name", """{"familyName":"Byron"}""")]
    [InlineData("""[{"op":"Replace","path":"emails[type eq \"work\"].value","value":"new@corp.test"}]""", "emails", """[{"value":"new@corp.test","type":"work","primary":true},{"value":"a@home.test","type":"home"}]""")]
    [InlineData("""[{"op":"Replace","path":"emails[type eq \"other\"].value","value":"o@corp.test"}]""", "emails", """[{"value":"ada@corp.test","type":"work","primary":true},{"value":"a@home.test","type":"home"},{"type":"other","value":"o@corp.test"}]""")]
    [InlineData("""[{"op":"replace","value":{"emails[type eq \"home\"].primary":"True"}}]""", "emails", """[{"value":"ada@corp.test","type":"work"},{"value":"a@home.test","type":"home","primary":true}]""")]
    [InlineData("""[{"op":"add","path":"emails","value":[{"value":"n@corp.test","type":"other","primary":true}]}]""", "emails", """[{"value":"ada@corp.test","type":"work"},{"value":"a@home.test","type":"home"},{"value":"n@corp.test","type":"other","primary":true}]""")]
    [InlineData("""[{"op":"add","path":"emails","value":{"value":"ADA@corp.test","type":"work"}}]""", "emails", """[{"value":"ADA@corp.test","type":"work","primary":true},{"value":"a@home.test","type":"home"}]""")]
    [InlineData("""[{"op":"replace","path":"emails","value":[{"value":"n@corp.test"}]}]""", "emails", """[{"value":"n@corp.test"}]""")]
    [InlineData("""[{"op":"remove","path":"emails[type eq \"home\"]"}]""", "emails", """[{"value":"ada@corp.test","type":"work","primary":true}]""")]
    [InlineData("""[{"op":"remove","path":"emails[type eq \"fax\"]"}]""", "active", "true")]
    [InlineData("""[{"op":"remove","path":"emails","value":[{"value":"a@home.test"}]}]""", "emails", """[{"value":"ada@corp.test","type":"work","primary":true}]""")]
    [InlineData("""[{"op":"remove","path":"emails"}]""", "emails", null)]
    [InlineData("""[{"op":"Replace","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager","value":"7"},{"op":"Add","path":"title","value":"Boss"},{"op":"Add","path":"phoneNumbers[type eq \"work\"].value","value":"1"}]""", "active", "true")]
    [InlineData("""[{"op":"replace","value":{"id":"id1","schemas":[],"meta":{},"groups":[],"nonsense":1,"displayName":"Ada"}}]""", "displayName", "\"Ada\"")]
    public void Changes_as_Entra_and_Okta_spell_it(string operations, string attribute, string? becomes)
    {
        var after = Apply(operations);

        Assert.True(JsonNode.DeepEquals(becomes is null ? null : JsonNode.Parse(becomes), after[attribute]), after.ToJsonString());
    }

    [Theory]
    [InlineData("""[]""", ScimErrorType.InvalidSyntax)]
    [InlineData("""[1]""", ScimErrorType.InvalidSyntax)]
    [InlineData("""[{"op":"move","path":"active"}]""", ScimErrorType.InvalidSyntax)]
    [InlineData("""[{"op":"remove"}]""", ScimErrorType.NoTarget)]
    [InlineData("""[{"op":"add","value":"x"}]""", ScimErrorType.InvalidValue)]
    [InlineData("""[{"op":"replace","path":"emails"}]""", ScimErrorType.InvalidValue)]
    [InlineData("""[{"op":"add","path":"displayName"}]""", ScimErrorType.InvalidValue)]
    [InlineData("""[{"op":"add","path":7,"value":"x"}]""", ScimErrorType.InvalidPath)]
    [InlineData("""[{"op":"add","path":"a b","value":"x"}]""", ScimErrorType.InvalidPath)]
    [InlineData("""[{"op":"add","path":"nonsense","value":"x"}]""", ScimErrorType.InvalidPath)]
    [InlineData("""[{"op":"add","path":"name.nonsense","value":"x"}]""", ScimErrorType.InvalidPath)]
    [InlineData("""[{"op":"add","path":"userName[type eq \"x\"]","value":"x"}]""", ScimErrorType.InvalidPath)]
    [InlineData("""[{"op":"replace","path":"emails.value","value":"x@y.test"}]""", ScimErrorType.InvalidPath)]
    [InlineData("""[{"op":"replace","path":"emails[value eq \"nobody@corp.test\"].type","value":"work"}]""", ScimErrorType.NoTarget)]
    [InlineData("""[{"op":"replace","path":"id","value":"id2"}]""", ScimErrorType.Mutability)]
    [InlineData("""[{"op":"replace","value":{"id":"id2"}}]""", ScimErrorType.Mutability)]
    [InlineData("""[{"op":"replace","path":"meta.version","value":"x"}]""", ScimErrorType.Mutability)]
    [InlineData("""[{"op":"remove","path":"userName"}]""", ScimErrorType.Mutability)]
    [InlineData("""[{"op":"replace","path":"userName","value":""}]""", ScimErrorType.Mutability)]
    [InlineData("""[{"op":"replace","path":"active","value":"maybe"}]""", ScimErrorType.InvalidValue)]
    [InlineData("""[{"op":"replace","path":"active","value":1}]""", ScimErrorType.InvalidValue)]
    [InlineData("""[{"op":"replace","path":"displayName","value":{"x":1}}]""", ScimErrorType.InvalidValue)]
    [InlineData("""[{"op":"replace","path":"displayName","value":"a\u0007"}]""", ScimErrorType.InvalidValue)]
    [InlineData("""[{"op":"replace","path":"name","value":"Ada"}]""", ScimErrorType.InvalidValue)]
    public void What_cannot_be_done_is_refused_by_its_kind_and_changes_nothing(string operations, ScimErrorType type)
    {
        var before = Object(Ada);

        var refused = Assert.Throws<ScimException>(() => ScimPatch.Apply("id1", before, Read(operations), ScimSchema.User));

        Assert.Equal((400, type), (refused.Error.Status, refused.Error.Type));
        Assert.Equal(Object(Ada).ToJsonString(), before.ToJsonString());
    }

    [Theory]
    [InlineData("""[{"op":"Add","path":"members","value":[{"$ref":null,"value":"c"}]}]""", "a,b,c")]
    [InlineData("""[{"op":"Add","path":"members","value":{"value":"c"}},{"op":"Remove","path":"members","value":[{"value":"a"}]}]""", "b,c")]
    [InlineData("""[{"op":"remove","path":"members[value eq \"a\"]"},{"op":"remove","path":"members[value eq \"z\"]"}]""", "b")]
    [InlineData("""[{"op":"remove","path":"members"}]""", "")]
    [InlineData("""[{"op":"Remove","path":"members","value":[]}]""", "a,b")]
    [InlineData("""[{"op":"replace","path":"members","value":[{"value":"z","display":"Z"}]}]""", "z")]
    [InlineData("""[{"op":"replace","path":"members","value":[]}]""", "")]
    [InlineData("""[{"op":"replace","value":{"id":"id1","displayName":"Two","members":[{"value":"q"}]}}]""", "q")]
    public void Members_of_a_group_are_added_taken_out_and_said_anew(string operations, string members)
    {
        var after = GroupPatch.Apply("id1", Group(), ScimOperations.Read(Object($$"""{"Operations":{{operations}}}"""), ScimSchema.Group));

        Assert.Equal(members, string.Join(',', after.Members.Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("""[{"op":"replace","path":"members","value":null}]""", ScimErrorType.InvalidValue)]
    [InlineData("""[{"op":"replace","path":"members"}]""", ScimErrorType.InvalidValue)]
    [InlineData("""[{"op":"add","path":"members"}]""", ScimErrorType.InvalidValue)]
    [InlineData("""[{"op":"add","path":"members","value":[{"display":"x"}]}]""", ScimErrorType.InvalidValue)]
    [InlineData("""[{"op":"add","path":"members","value":[{"value":"g","type":"Group"}]}]""", ScimErrorType.InvalidValue)]
    [InlineData("""[{"op":"remove","path":"members[type eq \"User\"]"}]""", ScimErrorType.InvalidPath)]
    [InlineData("""[{"op":"remove","path":"displayName"}]""", ScimErrorType.Mutability)]
    public void What_cannot_be_done_to_a_group_is_refused_by_its_kind(string operations, ScimErrorType type) => Assert.Equal(type, Assert.Throws<ScimException>(() =>
        GroupPatch.Apply("id1", Group(), ScimOperations.Read(Object($$"""{"Operations":{{operations}}}"""), ScimSchema.Group))).Error.Type);

    [Theory]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"userName":"a","USERNAME":"b"}""")]
    [InlineData("""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"userName":"a"}""")]
    public void A_body_that_is_none_is_refused(string json) =>
        Assert.Equal(ScimErrorType.InvalidSyntax, Assert.Throws<ScimException>(() => ScimValues.Writable(Object(json), ScimSchema.User)).Error.Type);

    [Fact]
    public void Only_what_is_kept_is_read_and_what_is_empty_is_not_there()
    {
        var read = ScimValues.Writable(Object("""{"id":"x","USERNAME":"ada","password":"s3cret","active":"true","displayName":"","emails":[{"type":"work"},"plain@corp.test"],"roles":[]}"""), ScimSchema.User);

        Assert.Equal("""{"userName":"ada","active":true,"emails":[{"value":"plain@corp.test"}]}""", read.ToJsonString());
    }

    [Fact]
    public void Answers_hold_what_is_asked_for()
    {
        var ada = Object(Ada);
        ada["schemas"] = new JsonArray("s");
        ada["id"] = "id1";

        Assert.Equal(["userName", "schemas", "id"], Names("userName", null));
        Assert.Equal(["userName", "active", "name", "schemas", "id"], Names(null, "emails,schemas"));
        Assert.Equal("""{"familyName":"Byron"}""", ScimProjection.Parse("name.familyName", null, ScimSchema.User).Of(ada)["name"]?.ToJsonString());
        Assert.Equal("""[{"type":"work","primary":true},{"type":"home"}]""", ScimProjection.Parse(null, "urn:ietf:params:scim:schemas:core:2.0:User:emails.value", ScimSchema.User).Of(ada)["emails"]?.ToJsonString());

        IEnumerable<string> Names(string? attributes, string? excluded) => ScimProjection.Parse(attributes, excluded, ScimSchema.User).Of(ada).Select(field => field.Key);
    }

    private static ScimGroup Group() => new("One", null, new HashSet<string>(StringComparer.Ordinal) { "a", "b" });

    private static JsonObject Apply(string operations) => ScimPatch.Apply("id1", Object(Ada), Read(operations), ScimSchema.User);

    private static IReadOnlyList<ScimOperation> Read(string operations) => ScimOperations.Read(Object($$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":{{operations}}}"""), ScimSchema.User);

    private static JsonObject Object(string json) => ScimValues.Parse(Encoding.UTF8.GetBytes(json));
}
