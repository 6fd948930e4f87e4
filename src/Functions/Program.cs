using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Seatkeeper.Functions.Tasks;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();

// Durable inputs and outputs: names as declared, enums as text, so that histories stay readable and tolerant.
builder.Services.Configure<JsonSerializerOptions>(json => json.Converters.Add(new JsonStringEnumConverter()));
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddTasks(builder.Configuration);

await builder.Build().RunAsync();
