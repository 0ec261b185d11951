package io.tofu.benchmarks.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

import io.tofu.benchmarks.load.Contender;
import io.tofu.benchmarks.load.Endpoint;
import io.tofu.benchmarks.load.Load;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What a client can be told. */
final class ClientCommands extends Commands {

	private static final int SIGNIFICANT_DIGITS = 3;

	private static final long LONGEST_LATENCY = TimeUnit.MINUTES.toNanos(2);

	private final Contender contender;

	private @Nullable Endpoint endpoint;

	private int connections;

	private int bodyLength;

	private Contender.@Nullable Client client;

	ClientCommands(Contender contender) {
		this.contender = contender;
	}

	@Override
	String execute(String[] command) throws IOException, InterruptedException {
		switch (command[0]) {
			case "open" -> {
				open(Endpoint.parse(command[1]), Integer.parseInt(command[2]), Integer.parseInt(command[3]));
				return "";
			}
			case "close" -> {
				close();
				return "";
			}
			case "idle" -> {
				pause(nanos(command[1]));
				return "";
			}
			case "ping" -> {
				return repeat(nanos(command[1]), client()::echo);
			}
			case "connect" -> {
				return repeat(nanos(command[1]), this::connectOnce);
			}
			case "stream" -> {
				return stream(Integer.parseInt(command[1]), nanos(command[2]));
			}
			case "oneway" -> {
				return rounds(Integer.parseInt(command[1]), nanos(command[2]), client()::oneWay);
			}
			case "upload" -> {
				return rounds(Integer.parseInt(command[1]), nanos(command[2]), client()::upload);
			}
			case "elements" -> {
				return rounds(Integer.parseInt(command[1]), nanos(command[2]), client()::elements);
			}
			default -> {
				return super.execute(command);
			}
		}
	}

	private void open(Endpoint to, int count, int length) throws IOException, InterruptedException {
		this.endpoint = to;
		this.connections = count;
		this.bodyLength = length;
		this.client = this.contender.connect(to, count, length);
		if (count == 1) {
			this.client.echo();
		}
		else {
			stream(1, 0);
		}
	}

	private void close() {
		if (this.client != null) {
			this.client.close();
			this.client = null;
		}
	}

	private Contender.Client client() {
		if (this.client == null) {
			throw new IllegalStateException("not open");
		}
		return this.client;
	}

	private interface Operation {

		void run() throws IOException, InterruptedException;

	}

	private String repeat(long nanos, Operation operation) throws IOException, InterruptedException {
		Histogram latencies = latencies();
		long allocated = allocated();
		long start = System.nanoTime();
		long last = start;
		while (last - start < nanos) {
			operation.run();
			long now = System.nanoTime();
			latencies.recordValue(now - last);
			last = now;
		}
		return result(latencies.getTotalCount(), last - start, allocated() - allocated) + describe(latencies);
	}

	private void connectOnce() throws IOException, InterruptedException {
		if (this.endpoint == null) {
			throw new IllegalStateException("not open");
		}
		try (Contender.Client one = this.contender.connect(this.endpoint, 1, this.bodyLength)) {
			one.echo();
		}
	}

	private String stream(int window, long nanos) throws IOException, InterruptedException {
		Histogram latencies = (window == 1 && this.connections == 1) ? latencies() : null;
		Load load = new Load(this.connections, window, latencies);
		Thread timer = new Thread(() -> {
			pause(nanos);
			load.stop();
		}, "timer");
		timer.setDaemon(true);
		long allocated = allocated();
		long start = System.nanoTime();
		timer.start();
		client().stream(load);
		return result(load.replies(), System.nanoTime() - start, allocated() - allocated)
				+ ((latencies != null) ? describe(latencies) : "");
	}

	private interface Round {

		void run(int count) throws IOException, InterruptedException;

	}

	private static String rounds(int count, long nanos, Round round) throws IOException, InterruptedException {
		long allocated = allocated();
		long start = System.nanoTime();
		long last = start;
		long sent = 0;
		while (last - start < nanos) {
			round.run(count);
			sent += count;
			last = System.nanoTime();
		}
		return result(sent, last - start, allocated() - allocated);
	}

	private static Histogram latencies() {
		return new Histogram(LONGEST_LATENCY, SIGNIFICANT_DIGITS);
	}

	private static String result(long count, long nanos, long allocated) {
		return "count=" + count + " nanos=" + nanos + " alloc=" + allocated;
	}

	private static String describe(Histogram latencies) {
		ByteBuffer encoded = ByteBuffer.allocate(latencies.getNeededByteBufferCapacity());
		int length = latencies.encodeIntoCompressedByteBuffer(encoded);
		byte[] bytes = new byte[length];
		encoded.get(0, bytes);
		return " latencies=" + Base64.getEncoder().encodeToString(bytes);
	}

}
