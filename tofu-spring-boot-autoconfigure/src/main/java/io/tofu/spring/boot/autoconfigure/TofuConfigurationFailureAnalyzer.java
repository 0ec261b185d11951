package io.tofu.spring.boot.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains a {@link TofuConfigurationException}. */
final class TofuConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<TofuConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, TofuConfigurationException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
	}

}
