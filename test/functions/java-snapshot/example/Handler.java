package example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.crac.Core;
import org.crac.Resource;

public class Handler implements RequestHandler<Map<String, Object>, List<Object>>, Resource {
    private static final SecureRandom RANDOM = new SecureRandom();
    private final List<String> called = new ArrayList<>();

    public Handler() {
        RANDOM.nextLong();
        UUID.randomUUID();
        Core.getGlobalContext().register(this);
    }

    @Override
    public void beforeCheckpoint(org.crac.Context<? extends Resource> context) {
        called.add("before");
    }

    @Override
    public void afterRestore(org.crac.Context<? extends Resource> context) {
        called.add("after");
    }

    @Override
    public List<Object> handleRequest(Map<String, Object> event, Context context) {
        try {
            Thread.sleep(((Number) event.getOrDefault("sleep", 0)).longValue() * 1000);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
        String type = System.getenv("AWS_LAMBDA_INITIALIZATION_TYPE");
        String key = Long.toHexString(RANDOM.nextLong());
        String id = UUID.randomUUID().toString();
        String version = context.getFunctionVersion();
        return List.of(type, version, called, id, key, new SecureRandom().nextLong(), UUID.randomUUID().toString());
    }
}
