package org.spotcloud.harness.halt;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.ProtectionDomain;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * Lets the {@link Gate} know of the entry of some methods. Its argument is the loopback port of the harness; the
 * full names of the methods are the lines of a file beside it.
 */
public final class Agent implements ClassFileTransformer {
    /** Lies beside this class. */
    public static final String METHODS = "methods.txt";

    private static final int API = Opcodes.ASM9;
    private static final String GATE = Type.getInternalName(Gate.class);
    private static final String ENTERED = "(Ljava/lang/String;Ljava/lang/Object;Ljava/lang/Object;)V";

    /** The methods of a class, by its internal name. */
    private final Map<String, Set<String>> methods = new HashMap<>();

    private Agent(List<String> names) {
        for (String name : names) {
            int dot = name.lastIndexOf('.');
            methods.computeIfAbsent(name.substring(0, dot).replace('.', '/'), type -> new HashSet<>())
                    .add(name.substring(dot + 1));
        }
    }

    /** Called by the JVM before the service begins. */
    public static void premain(String argument, Instrumentation instrumentation) throws IOException {
        try (InputStream names = Agent.class.getResourceAsStream(METHODS)) {
            String text = new String(names.readAllBytes(), StandardCharsets.UTF_8);
            instrumentation.addTransformer(new Agent(text.lines().toList()));
        }
        Socket harness = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(argument));
        Gate.open(harness);
    }

    @Override
    public byte[] transform(
            ClassLoader loader, String type, Class<?> redefined, ProtectionDomain domain, byte[] classFile) {
        Set<String> wanted = methods.get(type);
        if (wanted == null) {
            return null;
        }
        ClassReader reader = new ClassReader(classFile);
        // no frame changes: what is put in before has no branch and leaves the stack empty
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(new Entries(writer, type.replace('/', '.'), wanted), 0);
        return writer.toByteArray();
    }

    /** Puts a call of the gate before the first instruction of each wanted method. */
    private static final class Entries extends ClassVisitor {
        private final String type;
        private final Set<String> wanted;

        Entries(ClassVisitor next, String type, Set<String> wanted) {
            super(API, next);
            this.type = type;
            this.wanted = wanted;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
            if (!wanted.contains(name) || (access & (Opcodes.ACC_BRIDGE | Opcodes.ACC_ABSTRACT)) != 0) {
                return method;
            }
            return new MethodVisitor(API, method) {
                @Override
                public void visitCode() {
                    super.visitCode();
                    boolean isStatic = (access & Opcodes.ACC_STATIC) != 0;
                    Type[] arguments = Type.getArgumentTypes(descriptor);
                    visitLdcInsn(type + "." + name);
                    load(isStatic ? -1 : 0);
                    load(arguments.length > 0 && arguments[0].getSort() == Type.OBJECT ? (isStatic ? 0 : 1) : -1);
                    visitMethodInsn(Opcodes.INVOKESTATIC, GATE, "entered", ENTERED, false);
                }

                private void load(int local) {
                    if (local < 0) {
                        visitInsn(Opcodes.ACONST_NULL);
                    } else {
                        visitVarInsn(Opcodes.ALOAD, local);
                    }
                }
            };
        }
    }
}
