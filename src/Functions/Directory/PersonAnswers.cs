using Seatkeeper.Contracts;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Directory;

/// <summary>How the API shows people.</summary>
internal static class PersonAnswers
{
    public static WorkspaceUserResponse ToResponse(this DirectoryPerson person) =>
        new(person.Id, person.Kind, person.Name, person.Username, person.Email, person.Aliases, person.Role, person.Active, person.Directory?.State);
}
