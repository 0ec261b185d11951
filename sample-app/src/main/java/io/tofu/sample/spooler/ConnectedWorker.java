package io.tofu.sample.spooler;

import java.time.Instant;
import java.util.Set;
import java.util.function.Supplier;

import io.tofu.spring.TofuClient;

/** A worker that is connected. The {@link PrintQueue} alone changes it. */
final class ConnectedWorker {

	private final String id;

	private final String name;

	private final Set<String> types;

	private final int jobsAtOnce;

	private final String address;

	private final Supplier<TofuClient.RequestSpec> requests;

	private final Instant since = Instant.now();

	// under the lock of the queue

	private int busy;

	private int finished;

	private boolean leaving;

	ConnectedWorker(String id, String name, Set<String> types, int jobsAtOnce, String address,
			Supplier<TofuClient.RequestSpec> requests) {
		this.id = id;
		this.name = name;
		this.types = types;
		this.jobsAtOnce = jobsAtOnce;
		this.address = address;
		this.requests = requests;
	}

	String name() {
		return this.name;
	}

	/** A request to this worker, to be filled in. */
	TofuClient.RequestSpec request() {
		return this.requests.get();
	}

	boolean takes(String type) {
		return !this.leaving && this.types.contains(type);
	}

	boolean isFree() {
		return this.busy < this.jobsAtOnce;
	}

	/** Which share of it is in use: whoever has the least to do gets the next job. */
	double load() {
		return (double) this.busy / this.jobsAtOnce;
	}

	int finished() {
		return this.finished;
	}

	void begin() {
		this.busy++;
	}

	void end() {
		this.busy--;
		this.finished++;
	}

	/** It takes nothing new any more. */
	void leaving() {
		this.leaving = true;
	}

	WorkerView view() {
		return new WorkerView(this.id, this.name, this.types, this.jobsAtOnce, this.busy, this.leaving, this.finished,
				this.address, this.since);
	}

}
