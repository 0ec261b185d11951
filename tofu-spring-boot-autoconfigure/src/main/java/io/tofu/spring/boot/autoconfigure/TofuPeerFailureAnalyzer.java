package io.tofu.spring.boot.autoconfigure;

import io.tofu.spring.TofuPeerException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains that a peer is not there without which the application is not to start. */
final class TofuPeerFailureAnalyzer extends AbstractFailureAnalyzer<TofuPeerException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, TofuPeerException cause) {
		String key = "tofu.peer." + cause.peer() + ".";
		return new FailureAnalysis(
				"The application cannot connect to its peer '" + cause.peer() + "' at " + cause.address()
						+ ", and is not to start without it. The reason is: " + cause.reason() + ".",
				"Start the peer first, or correct " + key + "address. To start without it, remove " + key
						+ "startup-failure-policy: then it is connected as soon as it is there.",
				cause);
	}

}
