#include "amt/shape.h"
#include "study/definition.h"

namespace lode::amt {

namespace {

template <class T, std::size_t N>
constexpr Constants<T> all(const T (&array)[N]) {
  return {array, N};
}

constexpr Field plain(const char* name, Type type) {
  Field field;
  field.name = name;
  field.type = type;
  return field;
}

constexpr Field text(const char* name) { return plain(name, Type::text); }
constexpr Field integer(const char* name) { return plain(name, Type::integer); }
constexpr Field boolean(const char* name) { return plain(name, Type::boolean); }

template <std::size_t N>
constexpr Field choice(const char* name, const char* const (&values)[N], Type type = Type::choice) {
  Field field = plain(name, type);
  field.values = {values, N};
  return field;
}

template <std::size_t N>
constexpr Field structure(const char* name, const Field (&fields)[N]) {
  Field field = plain(name, Type::structure);
  field.fields = all(fields);
  return field;
}

constexpr Field list(const char* name, const Field& element, double low, double high) {
  Field field = plain(name, Type::list).between(low, high);
  field.value = &element;
  return field;
}

constexpr Field map(const char* name, const Field& key, const Field& value, double low, double high) {
  Field field = plain(name, Type::map).between(low, high);
  field.key = &key;
  field.value = &value;
  return field;
}

// Texts that several fields share.
constexpr Field any_name = text("").between(0, 256).matching(".*");
constexpr Field s3_uri = text("S3Uri").between(0, 1024).matching("(https|s3)://([^/]+)/?(.*)");
constexpr Field kms_key = text("").between(0, 2048).matching("[a-zA-Z0-9:/_-]*");
constexpr Field network_id = text("").between(0, 32).matching("[-0-9a-zA-Z]+");
constexpr Field plan_arn =
    text("").between(50, 2048).matching("arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:training-plan/.*");
constexpr Field job_name = text("HyperParameterTuningJobName")
                               .between(1, 32)
                               .matching("[a-zA-Z0-9](-*[a-zA-Z0-9]){0,31}")
                               .saying(
                                   "The study's name. Profile lode: 1 to 200 bytes without '/' or control "
                                   "characters, not '.' or '..'.");
constexpr Field instance_type = plain("InstanceType", Type::host_choice);

constexpr Field named(Field field, const char* name) {
  field.name = name;
  return field;
}

// What is searched.

constexpr Field condition_value = plain("", Type::any_text);
constexpr Field condition_fields[] = {
    text("Parent").needed(Need::always).always_between(1).saying("The name of another parameter."),
    list("Values", condition_value, -unlimited, unlimited)
        .needed(Need::always)
        .always_between(1)
        .saying("Values of the parent: choices by name, numbers as numbers or texts."),
};
constexpr Field condition =
    structure("Condition", condition_fields)
        .saying("The parameter is active only where its parent has one of these values.");
constexpr Field numeric_additions[] = {
    plain("Step", Type::number_text)
        .saying("Only MinValue + k * Step, greater than 0; an integer for integers."),
    condition,
};
constexpr Field categorical_additions[] = {condition};

constexpr const char* scaling_types[] = {"Auto", "Linear", "Logarithmic", "ReverseLogarithmic"};
constexpr Field range_name = any_name.needed(Need::always).always_between(1);
constexpr Field bound = plain("", Type::number_text).between(0, 256).matching(".*").needed(Need::always);
constexpr Field numeric_fields[] = {
    named(range_name, "Name").saying("The hyperparameter's name, used once."),
    named(bound, "MinValue").saying("The smallest value, inclusive."),
    named(bound, "MaxValue").saying("The largest value, inclusive; equal to MinValue: a constant."),
    choice("ScalingType", scaling_types)
        .saying("Auto, the default: Logarithmic where MinValue > 0 and MaxValue / MinValue >= 1000, else "
                "Linear."),
};
constexpr Field choice_text = plain("", Type::any_text).between(0, 256).matching(".*");
constexpr Field categorical_fields[] = {
    named(range_name, "Name").saying("The hyperparameter's name, used once."),
    list("Values", choice_text, 1, 30)
        .needed(Need::always)
        .always_between(1)
        .saying("The choices, all different."),
};
constexpr Field hint_text = plain("", Type::any_text).between(0, 256).matching(".*");
constexpr Field auto_fields[] = {
    named(range_name, "Name").saying("The hyperparameter's name, used once."),
    named(hint_text, "ValueHint").needed(Need::always).saying("A value that is known to work."),
};
constexpr Field numeric_range = structure("", numeric_fields).adding(all(numeric_additions));
constexpr Field categorical_range = structure("", categorical_fields).adding(all(categorical_additions));
constexpr Field auto_parameter = structure("", auto_fields);
constexpr Field ranges_fields[] = {
    list("IntegerParameterRanges", numeric_range, 0, 30),
    list("ContinuousParameterRanges", numeric_range, 0, 30),
    list("CategoricalParameterRanges", categorical_range, 0, 30),
    list("AutoParameters", auto_parameter, 0, 100)
        .saying("Hyperparameters whose ranges Lode chooses, by rules on the name and the hint; those that "
                "no rule is for keep the hint as their value."),
};
constexpr Field ordered_name = text("").always_between(1);
constexpr Field ranges_additions[] = {
    list("ParameterOrder", ordered_name, -unlimited, unlimited)
        .saying("All parameter names in the order of a trial's row. Without it: categorical, continuous, "
                "integer, "
                "each as listed, a parent moved before its children."),
};
constexpr Field ranges = structure("ParameterRanges", ranges_fields).adding(all(ranges_additions));

// What is aimed at, and how.

constexpr const char* goals[] = {"Maximize", "Minimize"};
constexpr Field objective_fields[] = {
    choice("Type", goals).needed(Need::always),
    text("MetricName").needed(Need::always).between(1, 255).matching(".+").always_between(1),
};
constexpr const char* strategies[] = {"Bayesian", "Random", "Hyperband", "Grid"};
constexpr const char* more_strategies[] = {"Sobol"};
constexpr Field hyperband_fields[] = {
    integer("MinResource")
        .between(1, unlimited)
        .always_between(1, 1e9)
        .saying("Epochs, or other steps, before which no trial is compared with others; 1 is the default."),
    integer("MaxResource")
        .between(1, unlimited)
        .always_between(1, 1e9)
        .saying("Of a whole trial. Absent: the value of the static hyperparameter epochs, numepochs, "
                "n-epochs, n_epochs or num_epochs."),
};
constexpr Field strategy_config_fields[] = {
    structure("HyperbandStrategyConfig", hyperband_fields),
};
constexpr Field option_name = text("").always_between(1);
constexpr Field option_value = plain("", Type::real);
constexpr Field strategy_config_additions[] = {
    map("LodeOptions", option_name, option_value, -unlimited, unlimited)
        .saying("Options of the strategy by the names of the option table; all begin with 'strategy.'."),
};
constexpr Field setting_value = plain("", Type::any_text);
constexpr Field config_additions[] = {
    map("LodeOptions", option_name, setting_value, -unlimited, unlimited)
        .saying("Options of the study by the names of the option table; all begin with 'study.'."),
};
constexpr Field limits_fields[] = {
    integer("MaxNumberOfTrainingJobs")
        .between(1, unlimited)
        .always_between(1)
        .saying("Absent: no limit (Grid: the number of its cells)."),
    integer("MaxParallelTrainingJobs")
        .needed(Need::amt)
        .between(1, unlimited)
        .always_between(1, 4294967295.0),
    plain("MaxRuntimeInSeconds", Type::seconds)
        .between(120, 15768000)
        .above(0, study::most_seconds)
        .saying("Of the whole study."),
};
constexpr const char* stopping_types[] = {"Off", "Auto"};
constexpr const char* more_stopping_types[] = {"Curve"};
constexpr const char* convergence_modes[] = {"Disabled", "Enabled"};
constexpr Field not_improving_fields[] = {
    integer("MaxNumberOfTrainingJobsNotImproving").between(3, unlimited).always_between(1),
};
constexpr Field convergence_fields[] = {
    choice("CompleteOnConvergence", convergence_modes),
};
constexpr Field completion_fields[] = {
    plain("TargetObjectiveMetricValue", Type::real),
    structure("BestObjectiveNotImproving", not_improving_fields),
    structure("ConvergenceDetected", convergence_fields),
};
constexpr Field config_fields[] = {
    choice("Strategy", strategies)
        .needed(Need::amt)
        .adding(all(more_strategies))
        .saying("Bayesian is the default."),
    structure("StrategyConfig", strategy_config_fields).adding(all(strategy_config_additions)),
    structure("HyperParameterTuningJobObjective", objective_fields),
    structure("ResourceLimits", limits_fields).needed(Need::amt),
    ranges,
    choice("TrainingJobEarlyStoppingType", stopping_types)
        .adding(all(more_stopping_types))
        .saying("Off is the default, and all that goes with Hyperband. Auto: the median rule. Curve: by the "
                "chance that the trial ends as the best one."),
    structure("TuningJobCompletionCriteria", completion_fields),
    integer("RandomSeed")
        .between(0, unlimited)
        .always_between(0)
        .saying("0 is the default; never the clock."),
};

// The host's business: the same trainer, data and machines for every trial.

constexpr Field metric_fields[] = {
    text("Name").needed(Need::always).between(1, 255).matching(".+").always_between(1),
    text("Regex")
        .needed(Need::always)
        .between(1, 500)
        .matching(".+")
        .always_between(1)
        .saying("RE2 syntax; the first group is the metric's value."),
};
constexpr Field metric = structure("", metric_fields);
constexpr Field metrics = list("MetricDefinitions", metric, 0, 40);
constexpr const char* input_modes[] = {"Pipe", "File", "FastFile"};
constexpr Field algorithm_fields[] = {
    text("TrainingImage").between(0, 255).matching(".*"),
    choice("TrainingInputMode", input_modes, Type::host_choice).needed(Need::amt),
    text("AlgorithmName")
        .between(1, 170)
        .matching("(arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:[a-z\\-]*\\/)?"
                  "([a-zA-Z0-9]([a-zA-Z0-9-]){0,62})(?<!-)"),
    metrics,
};
constexpr const char* s3_types[] = {"ManifestFile", "S3Prefix", "AugmentedManifestFile", "Converse"};
constexpr const char* s3_distributions[] = {"FullyReplicated", "ShardedByS3Key"};
constexpr Field attribute_name = text("").between(1, 256).matching(".+");
constexpr Field group_name = text("").between(1, 64).matching(".+");
constexpr Field access_fields[] = {boolean("AcceptEula").needed(Need::amt)};
constexpr Field hub_fields[] = {text("HubContentArn").needed(Need::amt).between(0, 255).matching(".*")};
constexpr Field s3_fields[] = {
    choice("S3DataType", s3_types, Type::host_choice).needed(Need::amt),
    s3_uri.needed(Need::amt),
    choice("S3DataDistributionType", s3_distributions, Type::host_choice),
    list("AttributeNames", attribute_name, 0, 16),
    list("InstanceGroupNames", group_name, 0, 5),
    structure("ModelAccessConfig", access_fields),
    structure("HubAccessConfig", hub_fields),
};
constexpr const char* file_modes[] = {"rw", "ro"};
constexpr const char* file_types[] = {"EFS", "FSxLustre"};
constexpr Field file_fields[] = {
    text("FileSystemId").needed(Need::amt).between(11, 21).matching("(fs-[0-9a-f]{8,})"),
    choice("FileSystemAccessMode", file_modes, Type::host_choice).needed(Need::amt),
    choice("FileSystemType", file_types, Type::host_choice).needed(Need::amt),
    text("DirectoryPath").needed(Need::amt).between(0, 4096).matching(".*"),
};
constexpr Field dataset_fields[] = {
    text("DatasetArn")
        .needed(Need::amt)
        .between(0, 2048)
        .matching("(arn:[a-z0-9-\\.]{1,63}:sagemaker:\\w+(?:-\\w+)+:(\\d{12}|aws):hub-content\\/)"
                  "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}\\/DataSet\\/[a-zA-Z0-9](-*[a-zA-Z0-9]){0,63}"
                  "(\\/\\d{1,4}.\\d{1,4}.\\d{1,4})?"),
};
constexpr Field source_fields[] = {
    structure("S3DataSource", s3_fields),
    structure("FileSystemDataSource", file_fields),
    structure("DatasetSource", dataset_fields),
};
constexpr const char* compressions[] = {"None", "Gzip"};
constexpr const char* record_types[] = {"None", "RecordIO"};
constexpr Field shuffle_fields[] = {integer("Seed").needed(Need::amt)};
constexpr Field channel_fields[] = {
    text("ChannelName").needed(Need::amt).between(1, 64).matching("[A-Za-z0-9\\.\\-_]+"),
    structure("DataSource", source_fields).needed(Need::amt),
    text("ContentType").between(0, 256).matching(".*"),
    choice("CompressionType", compressions, Type::host_choice),
    choice("RecordWrapperType", record_types, Type::host_choice),
    choice("InputMode", input_modes, Type::host_choice),
    structure("ShuffleConfig", shuffle_fields),
};
constexpr Field channel = structure("", channel_fields);
constexpr Field vpc_fields[] = {
    list("SecurityGroupIds", network_id, 1, 5).needed(Need::amt),
    list("Subnets", network_id, 1, 16).needed(Need::amt),
};
constexpr const char* output_compressions[] = {"GZIP", "NONE"};
constexpr Field output_fields[] = {
    named(kms_key, "KmsKeyId"),
    named(s3_uri, "S3OutputPath").needed(Need::amt),
    choice("CompressionType", output_compressions, Type::host_choice),
};
constexpr Field count = integer("InstanceCount").between(0, unlimited).always_between(0, 4294967295.0);
constexpr Field group_fields[] = {
    instance_type.needed(Need::amt),
    count.needed(Need::amt),
    named(group_name, "InstanceGroupName").needed(Need::amt),
};
constexpr Field instance_group = structure("", group_fields);
constexpr Field placement_fields[] = {
    text("UltraServerId").between(0, 256),
    count.needed(Need::amt),
};
constexpr Field placement = structure("", placement_fields);
constexpr Field placements_fields[] = {
    boolean("EnableMultipleJobs"),
    list("PlacementSpecifications", placement, 0, 10),
};
constexpr Field preference_fields[] = {
    instance_type.needed(Need::amt),
    count,
    list("TrainingPlanArns", plan_arn, 1, 1),
};
constexpr Field preference = structure("", preference_fields);
constexpr Field resource_fields[] = {
    instance_type,
    count,
    integer("VolumeSizeInGB").between(0, unlimited),
    named(kms_key, "VolumeKmsKeyId"),
    integer("KeepAlivePeriodInSeconds").between(0, 21600),
    list("InstanceGroups", instance_group, 0, 5),
    named(plan_arn, "TrainingPlanArn"),
    structure("InstancePlacementConfig", placements_fields),
    list("InstancePreferences", preference, 1, 5),
    named(instance_type, "SelectedInstanceType"),
    named(count, "SelectedInstanceCount"),
};
constexpr const char* allocations[] = {"Prioritized"};
constexpr Field instance_fields[] = {
    instance_type.needed(Need::amt),
    count.needed(Need::amt),
    integer("VolumeSizeInGB").needed(Need::amt).between(1, unlimited),
};
constexpr Field instance = structure("", instance_fields);
constexpr Field tuning_resource_fields[] = {
    instance_type,
    count,
    integer("VolumeSizeInGB").between(0, unlimited),
    named(kms_key, "VolumeKmsKeyId"),
    choice("AllocationStrategy", allocations, Type::host_choice),
    list("InstanceConfigs", instance, 1, 6),
};
constexpr Field stopping_fields[] = {
    plain("MaxRuntimeInSeconds", Type::seconds)
        .between(1, unlimited)
        .above(0, study::most_seconds)
        .saying("Of one trial, all its attempts together."),
    plain("MaxWaitTimeInSeconds", Type::seconds)
        .between(1, unlimited)
        .above(0, study::most_seconds)
        .saying("Of one trial, from its proposal to its end; at least MaxRuntimeInSeconds."),
    plain("MaxPendingTimeInSeconds", Type::seconds)
        .between(1800, 2419200)
        .above(0, study::most_seconds)
        .saying("That an attempt may wait in a scheduler's queue for its start."),
};
constexpr Field checkpoint_fields[] = {
    s3_uri.needed(Need::amt),
    text("LocalPath").between(0, 4096).matching(".*"),
};
constexpr Field retry_fields[] = {
    integer("MaximumRetryAttempts").needed(Need::always).between(1, 30).always_between(0, 4294967294.0),
};
constexpr Field static_name = any_name.always_between(1);
constexpr Field static_value = plain("", Type::any_text).between(0, 2500).matching(".*");
constexpr Field static_parameters = map("StaticHyperParameters", static_name, static_value, 0, 100)
                                        .saying("Given to every trial as they are.");
constexpr Field variable_name = text("").between(0, 512).matching("[a-zA-Z_][a-zA-Z0-9_]*").always_between(1);
constexpr Field variable_value = plain("", Type::any_text).between(0, 512).matching("[\\S\\s]*");
constexpr Field environment =
    map("Environment", variable_name, variable_value, 0, 48).saying("Variables set for every trial.");
constexpr Field stopping = structure("StoppingCondition", stopping_fields);
constexpr Field retry = structure("RetryStrategy", retry_fields);

constexpr Field definition_fields[] = {
    text("DefinitionName").between(1, 64).matching("[a-zA-Z0-9](-*[a-zA-Z0-9]){0,63}"),
    structure("TuningObjective", objective_fields)
        .saying("In place of HyperParameterTuningJobConfig.HyperParameterTuningJobObjective."),
    named(ranges, "HyperParameterRanges")
        .saying("In place of HyperParameterTuningJobConfig.ParameterRanges."),
    static_parameters,
    structure("AlgorithmSpecification", algorithm_fields).needed(Need::amt),
    text("RoleArn").needed(Need::amt).between(20, 2048).matching(
        "arn:aws[a-z\\-]*:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+"),
    list("InputDataConfig", channel, 1, 20),
    structure("VpcConfig", vpc_fields),
    structure("OutputDataConfig", output_fields).needed(Need::amt),
    structure("ResourceConfig", resource_fields),
    structure("HyperParameterTuningResourceConfig", tuning_resource_fields),
    stopping.needed(Need::amt),
    boolean("EnableNetworkIsolation"),
    boolean("EnableInterContainerTrafficEncryption"),
    boolean("EnableManagedSpotTraining"),
    structure("CheckpointConfig", checkpoint_fields),
    retry,
    environment,
};
constexpr Field definition = structure("TrainingJobDefinition", definition_fields);

// The whole.

constexpr Field parent_fields[] = {job_name};
constexpr Field parent_job = structure("", parent_fields);
constexpr const char* warm_start_types[] = {"IdenticalDataAndAlgorithm", "TransferLearning"};
constexpr Field warm_start_fields[] = {
    list("ParentHyperParameterTuningJobs", parent_job, 1, 5).needed(Need::amt),
    choice("WarmStartType", warm_start_types).needed(Need::amt),
};
constexpr Field tag_text = text("").matching("([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)");
constexpr Field tag_fields[] = {
    named(tag_text, "Key").needed(Need::amt).between(1, 128),
    named(tag_text, "Value").needed(Need::amt).between(0, 256),
};
constexpr Field tag = structure("", tag_fields);
constexpr Field tags = list("Tags", tag, 0, 50);
constexpr const char* autotune_modes[] = {"Enabled"};
constexpr Field autotune_fields[] = {choice("Mode", autotune_modes).needed(Need::always)};
constexpr Field autotune =
    structure("Autotune", autotune_fields)
        .saying("What is left out of strategy, limits, retries and completion criteria is chosen by rules.");
constexpr Field schema_version = integer("LodeSchemaVersion")
                                     .always_between(1, 1)
                                     .saying("The version of this schema that the document was written for.");
constexpr Field request_fields[] = {
    job_name.needed(Need::amt),
    structure("HyperParameterTuningJobConfig", config_fields)
        .adding(all(config_additions))
        .needed(Need::always),
    definition,
    list("TrainingJobDefinitions", definition, 1, 10).not_yet("one definition, or TrainingJobDefinition", 1),
    structure("WarmStartConfig", warm_start_fields)
        .not_yet("no WarmStartConfig; known results can be added to the new study"),
    tags,
    autotune,
};
constexpr Field request_additions[] = {schema_version};
constexpr Field bare_additions[] = {
    schema_version, job_name, static_parameters,   metrics,  environment,
    stopping,       retry,    config_additions[0], autotune,
};

constexpr Field request_shape = structure("request", request_fields).adding(all(request_additions));
constexpr Field bare_shape = structure("config", config_fields).adding(all(bare_additions));

}  // namespace

const Field& full_request() { return request_shape; }
const Field& bare_config() { return bare_shape; }

}  // namespace lode::amt
