import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Prints what one version of Kafka says of its brokers' and topics' settings, as JSON: each one's definition, and Kafka's verdict on
 * values that are tried on it.
 *
 * <p>Argument: a file with the values to try, one a line in quotes. The class path holds Kafka's jars. Versions keep their definitions
 * in different places, which is why they are looked up by name.
 */
public final class SettingDefinitions {
  private static final String ZOOKEEPER_AUTHORIZER = "kafka.security.authorizer.AclAuthorizer$";
  private static final String CONTROLLERS_AUTHORIZER = "org.apache.kafka.metadata.authorizer.StandardAuthorizer";

  /** What a broker can't be without, by where the cluster's metadata is. */
  private static final Map<String, String> ON_ZOOKEEPER = Map.of("zookeeper.connect", "zookeeper:2181", "broker.id", "1");
  private static final Map<String, String> ON_CONTROLLERS = Map.of(
      "process.roles", "broker",
      "node.id", "1",
      "controller.quorum.voters", "1000@controller:9093",
      "controller.listener.names", "CONTROLLER");

  private SettingDefinitions() {}

  public static void main(String[] args) throws Exception {
    List<String> probes = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      probes.add(line.substring(1, line.length() - 1));
    }
    ConfigDef brokers = definition("kafka.server.KafkaConfig", "ConfigDef");
    boolean isOld = !exists("org.apache.kafka.storage.internals.log.LogConfig");
    String logConfig = isOld ? "kafka.log.LogConfig" : "org.apache.kafka.storage.internals.log.LogConfig";
    ConfigDef topics = definition(logConfig, "LogConfigDef");
    @SuppressWarnings("unchecked")
    Map<String, String> modes =
        (Map<String, String>) companion("kafka.server.DynamicBrokerConfig", "dynamicConfigUpdateModes");

    Method brokerVerdict = Class.forName("kafka.server.KafkaConfig").getMethod("fromProps", Properties.class, boolean.class);
    Method topicVerdict = Class.forName(logConfig).getMethod("validate", Properties.class);
    Map<String, Object> printed = new LinkedHashMap<>();
    printed.put("broker", definitions(brokers, modes, probes, (name, value) -> {
      Properties properties = new Properties();
      properties.putAll(exists(ZOOKEEPER_AUTHORIZER) ? ON_ZOOKEEPER : ON_CONTROLLERS);
      properties.put(name, value);
      return accepts(() -> brokerVerdict.invoke(null, properties, false));
    }));
    printed.put("topic", definitions(topics, Map.of(), probes, (name, value) -> {
      Properties properties = new Properties();
      properties.put(name, value);
      return accepts(() -> topicVerdict.invoke(null, properties));
    }));
    printed.put("authorizer", authorizerNames());
    System.out.println(json(printed));
    System.exit(0);
  }

  private interface Call {
    Object call() throws ReflectiveOperationException;
  }

  private interface Verdict {
    boolean of(String name, String value) throws ReflectiveOperationException;
  }

  private static boolean accepts(Call call) throws ReflectiveOperationException {
    try {
      call.call();
      return true;
    } catch (InvocationTargetException refused) {
      return false;
    }
  }

  private static boolean exists(String name) {
    try {
      Class.forName(name);
      return true;
    } catch (ClassNotFoundException absent) {
      return false;
    }
  }

  /** The definition in a class's own fields, or in those of its Scala companion. */
  private static ConfigDef definition(String className, String type) throws ReflectiveOperationException {
    try {
      return (ConfigDef) Class.forName(className).getMethod("configDef").invoke(null);
    } catch (NoSuchMethodException absent) {
      List<Class<?>> places = new ArrayList<>(List.of(Class.forName(className)));
      if (exists(className + "$")) {
        places.add(Class.forName(className + "$"));
      }
      for (Class<?> place : places) {
        for (Field field : place.getDeclaredFields()) {
          if (field.getType().getSimpleName().equals(type)) {
            field.setAccessible(true);
            boolean isCompanion = place.getName().endsWith("$");
            return (ConfigDef) field.get(isCompanion ? place.getField("MODULE$").get(null) : null);
          }
        }
      }
      throw new NoSuchMethodException(className + " has no definition");
    }
  }

  private static Object companion(String className, String method) throws ReflectiveOperationException {
    Class<?> companion = Class.forName(className + "$");
    return companion.getMethod(method).invoke(companion.getField("MODULE$").get(null));
  }

  /** What the authorizer reads beside the brokers' definition. */
  private static List<String> authorizerNames() throws ReflectiveOperationException {
    boolean onZooKeeper = exists(ZOOKEEPER_AUTHORIZER);
    Class<?> authorizer = Class.forName(onZooKeeper ? ZOOKEEPER_AUTHORIZER : CONTROLLERS_AUTHORIZER);
    List<String> names = new ArrayList<>();
    for (Field field : authorizer.getDeclaredFields()) {
      if (field.getName().endsWith(onZooKeeper ? "Prop" : "_CONFIG")) {
        field.setAccessible(true);
        names.add((String) field.get(onZooKeeper ? authorizer.getField("MODULE$").get(null) : null));
      }
    }
    names.sort(null);
    return names;
  }

  private static Map<String, Object> definitions(
      ConfigDef definition, Map<String, String> modes, List<String> probes, Verdict verdict) throws ReflectiveOperationException {
    Map<String, Object> printed = new TreeMap<>();
    for (ConfigDef.ConfigKey key : definition.configKeys().values()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("type", key.type.name().toLowerCase());
      boolean hasDefault = key.defaultValue != ConfigDef.NO_DEFAULT_VALUE && key.defaultValue != null;
      one.put("default", hasDefault ? ConfigDef.convertToString(key.defaultValue, key.type) : null);
      one.put("importance", key.importance.name().toLowerCase());
      one.put("internal", key.internalConfig);
      one.put("mode", modes.get(key.name));
      one.put("validator", key.validator == null ? null : validator(key.validator));
      StringBuilder verdicts = new StringBuilder();
      for (String probe : probes) {
        verdicts.append(verdict.of(key.name, probe) ? '1' : '0');
      }
      one.put("verdicts", verdicts.toString());
      printed.put(key.name, one);
    }
    return printed;
  }

  /** A validator by its class, and what it holds. */
  private static Map<String, Object> validator(Object validator) throws ReflectiveOperationException {
    Map<String, Object> printed = new LinkedHashMap<>();
    String name = validator.getClass().getName();
    // A lambda's class is named anew at every start.
    printed.put("class", name.replaceAll("^.*[.$](?=[A-Za-z])", "").replaceAll("/.*$", ""));
    for (Field field : validator.getClass().getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers())) {
        continue;
      }
      field.setAccessible(true);
      Object value = field.get(validator);
      if (value instanceof Number || value instanceof String) {
        printed.put(field.getName(), value.toString());
      } else if (value instanceof java.util.Collection || value instanceof Object[]) {
        printed.put(field.getName(), listed(value));
      } else if (value instanceof ConfigDef.Validator) {
        printed.put(field.getName(), validator(value));
      }
    }
    printed.put("text", validator.toString().replaceAll("@[0-9a-f]+$", "").replaceAll("/0x.*$", ""));
    return printed;
  }

  private static List<Object> listed(Object value) throws ReflectiveOperationException {
    List<Object> list = new ArrayList<>();
    for (Object item : value instanceof Object[] ? Arrays.asList((Object[]) value) : (java.util.Collection<?>) value) {
      list.add(item instanceof ConfigDef.Validator ? validator(item) : String.valueOf(item));
    }
    return list;
  }

  private static String json(Object value) {
    if (value == null || value instanceof Boolean) {
      return String.valueOf(value);
    }
    List<String> parts = new ArrayList<>();
    if (value instanceof Map) {
      ((Map<?, ?>) value).forEach((name, item) -> parts.add(json(name) + ":" + json(item)));
      return "{" + String.join(",", parts) + "}";
    }
    if (value instanceof List) {
      ((List<?>) value).forEach(item -> parts.add(json(item)));
      return "[" + String.join(",", parts) + "]";
    }
    StringBuilder text = new StringBuilder("\"");
    for (char character : value.toString().toCharArray()) {
      boolean isPlain = character >= ' ' && character != '"' && character != '\\' && character < 127;
      text.append(isPlain ? String.valueOf(character) : String.format("\\u%04x", (int) character));
    }
    return text.append('"').toString();
  }
}
