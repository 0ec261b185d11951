package io.tofu.benchmarks.report;

import java.util.Map;

/**
 * Where and how it was measured.
 *
 * @param started when the run began
 * @param minutes how long it took
 * @param processor the model and number of cores
 * @param memory the machine's memory
 * @param system the operating system
 * @param jvm the Java virtual machine
 * @param versions the contenders with their versions
 * @param revision the state of the sources, if they are under version control
 * @param options the options of the run
 */
public record Environment(String started, double minutes, String processor, String memory, String system, String jvm,
		String versions, String revision, Map<String, String> options) {

	/**
	 * The same, measured for longer.
	 * @param sofar minutes since the start
	 * @return a copy
	 */
	public Environment after(double sofar) {
		return new Environment(this.started, sofar, this.processor, this.memory, this.system, this.jvm, this.versions,
				this.revision, this.options);
	}

}
