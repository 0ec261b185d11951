package io.tofu.spring.boot.autoconfigure;

import io.tofu.spring.listener.TofuListenerConfigurationException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains a {@link TofuListenerConfigurationException}. */
final class TofuListenerFailureAnalyzer extends AbstractFailureAnalyzer<TofuListenerConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, TofuListenerConfigurationException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", cause.action(), cause);
	}

}
