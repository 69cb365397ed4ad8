import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes calls of keytool, all in this JVM.
 *
 *   java --add-exports java.base/sun.security.tools.keytool=ALL-UNNAMED KeytoolServer MARK
 *
 * A line of its input is a call, with tabs between its fields: the file for what keytool says, and keytool's arguments. Each is
 * answered by a line in the order of the calls, 0 for one that has succeeded. The file MARK is made before the first is
 * read: without it, nothing was asked here in vain.
 */
public final class KeytoolServer {
    private final Method keytool;
    private final PrintStream answers = System.out;

    private KeytoolServer() throws ReflectiveOperationException {
        keytool = Class.forName("sun.security.tools.keytool.Main").getMethod("main", String[].class);
        if (!keytool.canAccess(null)) {
            throw new IllegalAccessException("keytool is not exported to this program");
        }
    }

    public static void main(String[] arguments) throws Exception {
        KeytoolServer server = new KeytoolServer();
        Files.createFile(Paths.get(arguments[0]));
        server.serve();
    }

    private void serve() throws IOException {
        // A call that ends this JVM has failed, and says so itself.
        Thread ended = new Thread(() -> answers.println(1));
        Runtime.getRuntime().addShutdownHook(ended);
        BufferedReader calls = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String call = calls.readLine(); call != null; call = calls.readLine()) {
            answers.println(succeeds(call.split("\t", -1)) ? 0 : 1);
            answers.flush();
        }
        Runtime.getRuntime().removeShutdownHook(ended);
    }

    private boolean succeeds(String[] call) throws IOException {
        List<String> arguments = new ArrayList<>(Arrays.asList(call).subList(1, call.length));
        // Undocumented: an error is thrown, instead of ending the JVM.
        arguments.add(1, "-debug");
        try (PrintStream said = new PrintStream(call[0], StandardCharsets.UTF_8)) {
            System.setOut(said);
            System.setErr(said);
            try {
                keytool.invoke(null, (Object) arguments.toArray(new String[0]));
                return true;
            } catch (InvocationTargetException error) {
                said.println(error.getCause());
                return false;
            } catch (IllegalAccessException error) {
                said.println(error);
                return false;
            }
        }
    }
}
