using Seatkeeper.Connectors.Pictures;

namespace Seatkeeper.Connectors.Tests.Pictures;

public sealed class SecretMaskTests
{
    [Fact]
    public void Secrets_are_masked_plain_and_as_part_of_an_address()
    {
        var mask = new SecretMask();
        mask.Add("pass word/1");

        Assert.Equal("a ••• b ••• c", mask.Apply("a pass word/1 b pass%20word%2F1 c"));
        Assert.True(mask.Finds("x pass word/1"));
    }
}
