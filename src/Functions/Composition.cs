using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Connectors;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Directory;
using Seatkeeper.Functions.DirectorySync;
using Seatkeeper.Functions.Graph;
using Seatkeeper.Functions.GroupEvents;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Limiting;
using Seatkeeper.Functions.Matching;
using Seatkeeper.Functions.Members;
using Seatkeeper.Functions.Notifications;
using Seatkeeper.Functions.People;
using Seatkeeper.Functions.Provisioning;
using Seatkeeper.Functions.Replacing;
using Seatkeeper.Functions.Scim;
using Seatkeeper.Functions.Secrets;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Teams;
using Seatkeeper.Functions.Telemetry;
using Seatkeeper.Functions.Tokens;
using Seatkeeper.Functions.Verifying;

namespace Seatkeeper.Functions;

/// <summary>Everything that the app is made of, apart from the worker itself; tests compose it the same way.</summary>
internal static class Composition
{
    public static IServiceCollection AddSeatkeeper(this IServiceCollection services, IConfiguration configuration)
    {
        // Durable inputs and outputs: names as declared, enums as text, so that histories stay readable and tolerant.
        services.Configure<JsonSerializerOptions>(json => json.Converters.Add(new JsonStringEnumConverter()));
        services.Configure<JsonOptions>(json => ApiJson.Configure(json.SerializerOptions));
        services.AddSingleton(TimeProvider.System);
        services.AddTelemetry(configuration);
        services.AddStorage(configuration);
        services.AddSecrets();
        services.AddHttp();
        services.AddAccess();
        services.AddTokens();
        services.AddLimits();
        services.AddAhrefsConnector(configuration);
        services.AddAccounts();
        services.AddDirectory();
        services.AddActivity();
        services.AddHubs();
        services.AddTasks(configuration);
        services.AddAutomation(configuration);
        services.AddMemberChanges();
        services.AddMatching();
        services.AddHubPeople();
        services.AddReplacing();
        services.AddTeams();
        services.AddGroups();
        services.AddScim();
        services.AddGraph();
        services.AddDirectorySync();
        services.AddGroupEvents();
        services.AddProvisioning();
        services.AddNotifications();
        services.AddOwnAccounts(configuration);
        return services;
    }
}
