package io.tofu.sample.spooler;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import io.tofu.ChannelInfo;
import io.tofu.OpCode;
import io.tofu.sample.ticket.PrintProtocol;
import io.tofu.spring.ErrorTypes;
import io.tofu.spring.TofuChannel;
import io.tofu.spring.TofuPeerConnectedEvent;
import io.tofu.spring.TofuPeerDisconnectedEvent;
import io.tofu.spring.TofuResponseException;
import io.tofu.spring.listener.TofuListener;

import org.springframework.context.event.EventListener;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.stereotype.Component;
import org.springframework.util.NumberUtils;

/** Workers come and go: whoever says PDL in its Hello is one. */
@Component
final class Workers {

	private static final int MAX_JOBS_AT_ONCE = 16;

	private final PrintQueue queue;

	private final Dispatcher dispatcher;

	private final Map<TofuChannel, ConnectedWorker> connected = new ConcurrentHashMap<>();

	private final AtomicLong ids = new AtomicLong();

	Workers(PrintQueue queue, Dispatcher dispatcher) {
		this.queue = queue;
		this.dispatcher = dispatcher;
	}

	/** Looks at a worker before it is let in. */
	@TofuListener(op = OpCode.HELLO_REQUEST, headers = PrintProtocol.PDL)
	void hello(@Header(name = PrintProtocol.JOBS_AT_ONCE, defaultValue = "1") int jobsAtOnce) {
		if (jobsAtOnce < 1 || jobsAtOnce > MAX_JOBS_AT_ONCE) {
			throw new TofuResponseException(ErrorTypes.BAD_REQUEST,
					PrintProtocol.JOBS_AT_ONCE + " must be 1 to " + MAX_JOBS_AT_ONCE + ", and is " + jobsAtOnce);
		}
	}

	/** Anybody else may come in, too, if only for a quote. */
	@TofuListener(op = OpCode.HELLO_REQUEST, headers = "!" + PrintProtocol.PDL)
	void hello() {
	}

	@EventListener
	void connected(TofuPeerConnectedEvent event) {
		TofuChannel channel = event.channel();
		if (channel.isAccepted() && channel.helloHeaders().containsKey(PrintProtocol.PDL)) {
			ConnectedWorker worker = worker(channel);
			this.connected.put(channel, worker);
			this.queue.join(worker);
			this.dispatcher.dispatch();
		}
	}

	@EventListener
	void disconnected(TofuPeerDisconnectedEvent event) {
		ConnectedWorker worker = this.connected.remove(event.channel());
		if (worker != null) {
			this.queue.leave(worker);
		}
	}

	private ConnectedWorker worker(TofuChannel channel) {
		String id = Long.toString(this.ids.incrementAndGet());
		Map<String, List<String>> hello = channel.helloHeaders();
		ChannelInfo info = channel.info();
		return new ConnectedWorker(id, first(hello, PrintProtocol.WORKER, "worker-" + id),
				types(hello.getOrDefault(PrintProtocol.PDL, List.of())),
				NumberUtils.parseNumber(first(hello, PrintProtocol.JOBS_AT_ONCE, "1"), Integer.class),
				(info != null) ? String.valueOf(info.remoteAddress()) : "", () -> channel.route(PrintProtocol.ROUTE));
	}

	private static Set<String> types(List<String> headers) {
		Set<String> types = new LinkedHashSet<>();
		for (String header : headers) {
			Arrays.stream(header.split(",", -1)).map(String::strip).forEach(types::add);
		}
		return types;
	}

	private static String first(Map<String, List<String>> headers, String name, String otherwise) {
		List<String> values = headers.get(name);
		return (values != null) ? values.get(0) : otherwise;
	}

}
