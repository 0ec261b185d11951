package io.tofu.process;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

import io.tofu.Address;
import io.tofu.Ampe;
import io.tofu.AmpeOptions;
import io.tofu.AmpeStatus;
import io.tofu.ChannelGroup;
import io.tofu.Message;
import io.tofu.OpCode;
import io.tofu.engine.TofuEngine;

/**
 * A listener that answers everything, and counts: {@code address}, {@code greeted},
 * {@code left}, {@code failures} to accept, {@code passes} of the loop and its
 * {@code cpu} time in nanoseconds.
 */
public final class EchoServer implements Runnable {

	private static final String LOOP = "tofu-echo-server";

	private static final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

	private final Ampe ampe = TofuEngine.start(AmpeOptions.builder().threadName(LOOP).build());

	private final ChannelGroup group = this.ampe.createGroup();

	private final String address;

	private final AtomicInteger greeted = new AtomicInteger();

	private final AtomicInteger left = new AtomicInteger();

	private final AtomicInteger failures = new AtomicInteger();

	private EchoServer(Address server) {
		try (Message welcome = this.ampe.get()) {
			server.format(welcome);
			this.group.post(welcome);
		}
		try (Message up = this.group.waitReceive()) {
			this.address = String.valueOf(up.headers().first(Address.LISTEN_ON));
		}
	}

	public static void main(String[] arguments) throws Exception {
		Parent parent = Parent.meet();
		loadAllClasses();
		EchoServer server = new EchoServer(Address.server(arguments[0]));
		Thread receiver = new Thread(server);
		receiver.setDaemon(true);
		receiver.start();
		Map<String, Function<String, Object>> answers = Map.of("address", (rest) -> server.address, "greeted",
				(rest) -> server.greeted, "left", (rest) -> server.left, "failures", (rest) -> server.failures,
				"passes", (rest) -> server.ampe.stats().passes(), "cpu", (rest) -> cpu());
		parent.answer(answers);
	}

	/** Who has no descriptor left cannot load a class from a directory. */
	private static void loadAllClasses() throws Exception {
		Path engine = Path.of(TofuEngine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		try (Stream<Path> files = Files.walk(engine)) {
			for (Path file : files.filter((path) -> path.toString().endsWith(".class")).toList()) {
				String name = engine.relativize(file).toString().replace('/', '.');
				Class.forName(name.substring(0, name.length() - ".class".length()));
			}
		}
	}

	@Override
	public void run() {
		while (true) {
			try (Message message = this.group.waitReceive()) {
				if (message.status() == AmpeStatus.ACCEPT_FAILED) {
					this.failures.incrementAndGet();
				}
				else if (message.status() == AmpeStatus.CHANNEL_CLOSED) {
					this.left.incrementAndGet();
				}
				else if (!message.isFromEngine()) {
					answer(message);
				}
			}
		}
	}

	private void answer(Message message) {
		boolean hello = message.opCode() == OpCode.HELLO_REQUEST;
		this.group.post(message.opCode(message.opCode().reply()));
		if (hello) {
			this.greeted.incrementAndGet();
		}
	}

	private static long cpu() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals(LOOP))
			.mapToLong((loop) -> threads.getThreadCpuTime(loop.getId()))
			.findFirst()
			.orElseThrow();
	}

}
