package io.tofu.benchmarks.contender;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.netty.channel.Channel;
import io.rsocket.RSocket;
import io.tofu.benchmarks.contender.spring.SpringGrpc;
import io.tofu.benchmarks.contender.spring.SpringRSocket;
import io.tofu.benchmarks.contender.spring.SpringTofu;
import io.tofu.benchmarks.load.Contender;
import io.tofu.benchmarks.load.Endpoint.Transport;
import io.tofu.engine.TofuEngine;
import io.tofu.spring.listener.TofuListener;
import org.zeromq.ZMQ;

import org.springframework.grpc.server.service.GrpcService;
import org.springframework.messaging.rsocket.RSocketRequester;

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
	JEROMQ("jeromq", ZMQ.class),
	/** The starter for Spring Boot. */
	SPRING_TOFU("spring-tofu", TofuListener.class),
	/** Spring's RSocket. */
	SPRING_RSOCKET("spring-rsocket", RSocketRequester.class),
	/** Spring's gRPC. */
	SPRING_GRPC("spring-grpc", GrpcService.class);

	private static final Set<Contenders> TCP_ONLY = EnumSet.of(JEROMQ, SPRING_RSOCKET, SPRING_GRPC);

	private static final Set<Contenders> APPLICATIONS = EnumSet.of(SPRING_TOFU, SPRING_RSOCKET, SPRING_GRPC);

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
		return transport == Transport.TCP || !TCP_ONLY.contains(this);
	}

	/**
	 * Whether it is a Spring application, which makes calls with objects.
	 * @return false if it sends bytes
	 */
	public boolean isApplication() {
		return APPLICATIONS.contains(this);
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
			case SPRING_TOFU -> new SpringTofu();
			case SPRING_RSOCKET -> new SpringRSocket();
			case SPRING_GRPC -> new SpringGrpc();
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
