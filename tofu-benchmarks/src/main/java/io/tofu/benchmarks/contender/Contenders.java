package io.tofu.benchmarks.contender;

import java.util.Arrays;
import java.util.Optional;

import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.netty.channel.Channel;
import io.rsocket.RSocket;
import io.tofu.benchmarks.load.Contender;
import io.tofu.benchmarks.load.Endpoint.Transport;
import io.tofu.engine.TofuEngine;
import org.zeromq.ZContext;

/** Who takes part, in the order in which they take turns. */
public enum Contenders {

	/** The JDK's sockets, blocking. */
	RAW_BLOCKING("raw-blocking", Object.class),
	/** The JDK's sockets with a selector. */
	RAW_NIO("raw-nio", Object.class),
	/** The engine. */
	TOFU("tofu", TofuEngine.class),
	/** Netty on Linux's epoll. */
	NETTY_EPOLL("netty-epoll", Channel.class),
	/** Netty on the JDK's selector. */
	NETTY_NIO("netty-nio", Channel.class),
	/** RSocket. */
	RSOCKET("rsocket", RSocket.class),
	/** gRPC. */
	GRPC("grpc", NettyServerBuilder.class),
	/** JeroMQ. */
	JEROMQ("jeromq", ZContext.class);

	private final String label;

	private final Class<?> product;

	Contenders(String label, Class<?> product) {
		this.label = label;
		this.product = product;
	}

	/**
	 * The name on the command line and in reports.
	 * @return lower case, with hyphens
	 */
	public String label() {
		return this.label;
	}

	/**
	 * Which transports it can be measured on.
	 * @param transport a transport
	 * @return whether it has it
	 */
	public boolean has(Transport transport) {
		return transport == Transport.TCP || this != JEROMQ;
	}

	/**
	 * What is measured, with its version.
	 * @return the name of the jar it comes in, or nothing if that is the JDK
	 */
	public Optional<String> artifact() {
		return Optional.ofNullable(this.product.getProtectionDomain().getCodeSource())
			.map((source) -> source.getLocation().getPath())
			.map((path) -> path.replaceFirst(".*/(?=.)", "").replaceFirst("\\.jar$", ""));
	}

	/**
	 * An instance, for a process that serves or connects.
	 * @return a new one, to be closed
	 */
	public Contender create() {
		return switch (this) {
			case RAW_BLOCKING -> new RawContender(true);
			case RAW_NIO -> new RawContender(false);
			case TOFU -> new TofuContender();
			case NETTY_EPOLL -> new NettyContender(NettyTransport.EPOLL);
			case NETTY_NIO -> new NettyContender(NettyTransport.NIO);
			case RSOCKET -> new RSocketContender();
			case GRPC -> new GrpcContender();
			case JEROMQ -> new JeroMqContender();
		};
	}

	/**
	 * The inverse of {@link #label()}.
	 * @param label the name
	 * @return the contender
	 */
	public static Contenders named(String label) {
		return Arrays.stream(values())
			.filter((contender) -> contender.label.equals(label))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("no contender " + label));
	}

}
